// timer.js: clocks that run. time[data-since=unix-ms] shows h:mm:ss and ticks; time[data-rel][datetime] says "in 2 h",
// "5 min ago" and, with data-rel=left, "1 h 30 m left" or "20 m late"; beyond a week the printed date stays.
// body[data-now=unix-ms], the server's clock when it drew the page, corrects a wrong one here. Without it: printed text.
// form[data-away=minutes][data-from=unix-ms] appears once nothing was touched in any window for so long under a running timer;
// its field "ended" says since when, its button [data-went-on] puts it away again.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const skew = document.body.dataset.now ? Number(document.body.dataset.now) - Date.now() : 0;

const TOUCHED = 'atrium:touched';
const NOTED = 15_000; // a touch is noted so often at most

let ticking, turning, leftAt;
let looked = 0;

// Lifecycle

addEventListener('visibilitychange', run);
addEventListener('atrium:swapped', () => (tick(), turn(), ask()));
for (const kind of ['pointerdown', 'pointermove', 'keydown', 'wheel']) addEventListener(kind, touch, { passive: true });
addEventListener('click', event => event.target.closest?.('[data-went-on]') && wentOn());
addEventListener('pageshow', run);
run();

// Actions

function run() {
  clearInterval(ticking);
  clearInterval(turning);
  if (document.hidden) return;
  tick();
  turn();
  ticking = setInterval(tick, 1000);
  turning = setInterval(turn, MINUTE);
}

function tick() {
  for (const time of document.querySelectorAll('[data-since]')) {
    const seconds = Math.max(0, Math.floor((now() - Number(time.dataset.since)) / 1000));
    const two = number => String(number).padStart(2, '0');
    write(time, `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`);
  }
}

function turn() {
  for (const time of document.querySelectorAll('time[data-rel][datetime]')) {
    const away = Date.parse(time.dateTime) - now();
    if (Math.abs(away) < 7 * DAY) write(time, time.dataset.rel === 'left' ? left(away) : relative(away));
  }
}

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

// Private

function now() {
  return Date.now() + skew;
}

function left(away) {
  const minutes = Math.floor(Math.abs(away) / MINUTE);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const parts = days ? [[days, 'd'], [hours, 'h']] : [[hours, 'h'], [rest, 'm']];
  const words = parts.filter(([amount]) => amount).map(([amount, unit]) => `${amount} ${unit}`).join(' ');
  return `${words || '0 m'} ${away < 0 ? 'late' : 'left'}`;
}

function relative(away) {
  const span = Math.abs(away);
  if (span < MINUTE) return 'now';
  const [size, unit] = span < HOUR ? [MINUTE, 'min'] : span < DAY ? [HOUR, 'h'] : [DAY, 'd'];
  const words = `${Math.floor(span / size)} ${unit}`;
  return away < 0 ? `${words} ago` : `in ${words}`;
}

function write(time, text) {
  if (time.textContent !== text) time.textContent = text;
}
