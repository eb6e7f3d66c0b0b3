// timeline.js: moves bars by pointer, or by the arrow keys on a bar (a week with Shift) and Enter. Nothing is written here: the
// page that shows what else would move is opened, with ?move=<key>&to=<day>.
// .timeline[data-timeline=/projects/PRJ-1/dates][data-day=24] g.bar[data-move=T-1][data-start=2026-06-09]; Escape puts it back.

const SLACK = 4; // px a pointer may wander in a click

let held = null; // {bar, x, days}

// Lifecycle

document.addEventListener('pointerdown', onDown);
document.addEventListener('pointermove', onMove);
document.addEventListener('pointerup', onUp);
document.addEventListener('pointercancel', putBack);
document.addEventListener('keydown', onKey);
document.addEventListener('focusout', event => {
  if (held?.x === undefined && held?.bar === event.target) putBack();
});

// Actions

function onDown(event) {
  const bar = barOf(event.target);
  if (!bar || event.button || event.pointerType === 'touch') return;
  putBack();
  held = { bar, x: event.clientX, days: 0 };
  event.preventDefault();
  bar.focus?.();
}

function onMove(event) {
  if (held?.x === undefined) return;
  const wandered = event.clientX - held.x;
  if (Math.abs(wandered) < SLACK && !held.days) return;
  show(Math.round(wandered / dayOf(held.bar)));
}

function onUp() {
  if (held?.x === undefined) return;
  if (held.days) preview();
  else putBack();
}

function onKey(event) {
  if (event.key === 'Escape' && held) return putBack();
  const bar = barOf(event.target);
  if (!bar || event.ctrlKey || event.metaKey || event.altKey) return;
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (by) {
    event.preventDefault();
    if (held?.bar !== bar) putBack();
    held ??= { bar, days: 0 };
    show(held.days + by * (event.shiftKey ? 7 : 1));
  } else if (event.key === 'Enter' && held?.days) {
    event.preventDefault();
    preview();
  }
}

// Private

function barOf(target) {
  const bar = target.closest?.('g.bar[data-move]');
  return bar?.closest('.timeline[data-timeline]') ? bar : null;
}

function dayOf(bar) {
  return Number(bar.closest('.timeline').dataset.day) || 24;
}

function show(days) {
  held.days = days;
  held.bar.setAttribute('transform', `translate(${days * dayOf(held.bar)} 0)`);
  held.bar.toggleAttribute('data-moved', days !== 0);
}

function putBack() {
  held?.bar.removeAttribute('transform');
  held?.bar.removeAttribute('data-moved');
  held = null;
}

function preview() {
  const { bar, days } = held;
  const to = new Date(`${bar.dataset.start}T00:00:00Z`);
  to.setUTCDate(to.getUTCDate() + days);
  const asked = new URLSearchParams({ move: bar.dataset.move, to: to.toISOString().slice(0, 10) });
  location.assign(`${bar.closest('.timeline').dataset.timeline}?${asked}`);
}
