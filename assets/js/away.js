// away.js: asks after a timer that runs while nobody is there. form[data-away=minutes][data-from=unix-ms] appears once nothing
// was touched in any window for so long; its field "ended" says since when, its button [data-went-on] puts it away again.
// It stays asked until it is answered or the timer is stopped, also on the pages that are opened meanwhile and in other windows.
// body[data-now=unix-ms] is the server's clock when it drew the page. Without it: the form stays hidden.

const MINUTE = 60_000;
const TOUCHED = 'atrium:touched';
const LEFT = 'atrium:left'; // "<the timer's data-from> <since when>", until it is answered
const NOTED = 15_000; // a touch is noted so often at most
const skew = document.body.dataset.now ? Number(document.body.dataset.now) - Date.now() : 0;

let leftAt;
let looked = 0;

// Lifecycle

addEventListener('atrium:swapped', ask);
addEventListener('storage', event => event.key === LEFT && (event.newValue ? ask() : putAway()));
ask();
for (const kind of ['pointerdown', 'pointermove', 'keydown', 'wheel']) addEventListener(kind, touch, { passive: true });
addEventListener('click', event => event.target.closest?.('[data-went-on]') && wentOn());

// Actions

function touch() {
  if (Date.now() - looked < 1000) return;
  looked = Date.now();
  const last = Number(localStorage.getItem(TOUCHED)) || 0;
  const away = document.querySelector('form[data-away]');
  if (away && !leftAt && last) {
    const from = Math.max(last, Number(away.dataset.from) - skew);
    if (Date.now() - from > Number(away.dataset.away) * MINUTE) {
      leftAt = from;
      localStorage.setItem(LEFT, `${away.dataset.from} ${from}`);
    }
  }
  if (Date.now() - last > NOTED) localStorage.setItem(TOUCHED, String(Date.now()));
  ask();
}

function ask() {
  const away = document.querySelector('form[data-away]');
  leftAt = away ? leftAt ?? asked(away) : undefined;
  if (leftAt && away.hidden) {
    const at = new Date(leftAt + skew);
    away.elements.ended.value = at.toISOString();
    away.querySelector('b').textContent = at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    away.hidden = false;
  }
}

function wentOn() {
  localStorage.removeItem(LEFT);
  putAway();
}

function putAway() {
  leftAt = undefined;
  const away = document.querySelector('form[data-away]');
  if (away) away.hidden = true;
}

// What was asked of this timer and isn't answered.
function asked(away) {
  const [from, at] = (localStorage.getItem(LEFT) ?? '').split(' ');
  return from === away.dataset.from && Number(at) ? Number(at) : undefined;
}
