// watch.js: a page that shows what no deed announces (disk, memory, waiting writes) fetches its regions again.
// [data-watch=seconds]. Only while somebody looks: after ten minutes without a key or a pointer it stops, so that
// a page left open doesn't keep its session alive.

const PATIENCE = 10 * 60_000;

const seconds = Number(document.querySelector('[data-watch]')?.dataset.watch) || 0;
let moved = Date.now();

for (const name of ['pointermove', 'keydown', 'scroll']) addEventListener(name, () => (moved = Date.now()), { passive: true });

if (seconds) setInterval(again, seconds * 1000);

function again() {
  if (document.hidden || Date.now() - moved > PATIENCE) return;
  document.dispatchEvent(new CustomEvent('atrium:refresh', { cancelable: true }));
}
