// away.js: asks after a timer that runs while nobody is there. form[data-away=minutes][data-from=unix-ms] appears once nothing
// was touched in any window for so long; its field "ended" says since when, its button [data-went-on] puts it away again.
// body[data-now=unix-ms] is the server's clock when it drew the page. Without it: the form stays hidden.

const MINUTE = 60_000;
const TOUCHED = 'atrium:touched';
const NOTED = 15_000; // a touch is noted so often at most
const skew = document.body.dataset.now ? Number(document.body.dataset.now) - Date.now() : 0;

let leftAt;
let looked = 0;

// Lifecycle

addEventListener('atrium:swapped', ask);
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
    if (Date.now() - from > Number(away.dataset.away) * MINUTE) leftAt = from;
  }
  if (Date.now() - last > NOTED) localStorage.setItem(TOUCHED, String(Date.now()));
  ask();
}

function ask() {
  const away = document.querySelector('form[data-away]');
  if (!away) leftAt = undefined;
  else if (leftAt && away.hidden) {
    const at = new Date(leftAt + skew);
    away.elements.ended.value = at.toISOString();
    away.querySelector('b').textContent = at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    away.hidden = false;
  }
}

function wentOn() {
  leftAt = undefined;
  const away = document.querySelector('form[data-away]');
  if (away) away.hidden = true;
}
