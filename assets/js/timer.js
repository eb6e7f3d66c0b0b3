// timer.js: clocks that run. time[data-since=unix-ms] shows h:mm:ss and ticks; time[data-rel][datetime] says "in 2 h",
// "5 min ago" and, with data-rel=left, "1 h 30 m left" or "20 m late"; beyond a week the printed date stays.
// body[data-now=unix-ms], the server's clock when it drew the page, corrects a wrong one here. Without it: printed text.
// form[data-away][data-script=url] stands where a timer runs: what asks after it (away.js) is fetched then.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const skew = document.body.dataset.now ? Number(document.body.dataset.now) - Date.now() : 0;

let ticking, turning, watching;

// Lifecycle

addEventListener('visibilitychange', run);
addEventListener('atrium:swapped', () => (tick(), turn(), watch()));
addEventListener('pageshow', run);
run();
watch();

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

// What asks after a timer is fetched once one runs.
function watch() {
  const away = document.querySelector('form[data-away]');
  if (away && !watching) watching = import(away.dataset.script);
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
