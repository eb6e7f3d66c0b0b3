// presence.js, on every page of staff: says once a minute that its person did something, while they do.

const MINUTE = 60_000;
const DEEDS = ['keydown', 'pointerdown', 'wheel', 'focus'];

let acted = true; // opening a page is doing something
let last = 0;

for (const name of DEEDS) addEventListener(name, act, { capture: true, passive: true });
setInterval(say, MINUTE);
setTimeout(say, 1500);

function act() {
  acted = true;
  if (Date.now() - last > MINUTE) say();
}

function say() {
  if (!acted || document.hidden) return;
  acted = false;
  last = Date.now();
  fetch('/here', { method: 'POST', body: new URLSearchParams(), keepalive: true, redirect: 'manual' }).catch(() => {});
}
