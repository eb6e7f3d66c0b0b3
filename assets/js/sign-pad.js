// sign-pad.js: signing with pen, finger or mouse, kept as an SVG path. A typed name is the alternative (a plain field).
// Markup: [data-sign] with svg[viewBox="0 0 600 160"] > path (fill=none), input[type=hidden][name=signature] and
// button[data-sign-clear]. The value is only `M x y L x y ...` in viewBox units, at most 20,000 characters.

const STEP = 1.5; // viewBox units between points
const LONGEST = 20_000;

let stroke = null; // {pad, x, y}

// Lifecycle

document.addEventListener('pointerdown', onDown);
document.addEventListener('pointermove', onMove);
for (const name of ['pointerup', 'pointercancel']) document.addEventListener(name, () => (stroke = null));
document.addEventListener('touchstart', event => svgOf(event.target) && event.preventDefault(), { passive: false }); // no scrolling
document.addEventListener('click', onClick);
document.addEventListener('reset', event => event.target.querySelectorAll('[data-sign]').forEach(clear));
document.querySelectorAll('[data-sign]').forEach(restore);

// Actions

function onDown(event) {
  const svg = svgOf(event.target);
  if (!svg || event.button !== 0) return;
  event.preventDefault();
  svg.setPointerCapture(event.pointerId);
  const { x, y } = pointIn(svg, event);
  stroke = { svg, x, y };
  draw(svg, `M${x} ${y}L${x} ${y}`); // a dot is a stroke too
}

function onMove(event) {
  if (!stroke) return;
  const { svg } = stroke;
  const between = event.getCoalescedEvents?.() ?? [];
  for (const each of between.length ? between : [event]) {
    const { x, y } = pointIn(svg, each);
    if (Math.hypot(x - stroke.x, y - stroke.y) < STEP) continue;
    stroke = { svg, x, y };
    draw(svg, `L${x} ${y}`);
  }
}

function onClick(event) {
  const button = event.target.closest?.('[data-sign-clear]');
  if (!button) return;
  event.preventDefault();
  clear(button.closest('[data-sign]'));
}

// Private

function draw(svg, more) {
  const input = inputOf(svg.closest('[data-sign]'));
  if (input.value.length + more.length > LONGEST) return;
  set(svg.closest('[data-sign]'), input.value + more);
}

function clear(pad) {
  if (pad) set(pad, '');
}

// A refused form comes back with what was signed.
function restore(pad) {
  set(pad, inputOf(pad).value);
}

function set(pad, path) {
  inputOf(pad).value = path;
  pad.querySelector('svg path').setAttribute('d', path);
  pad.toggleAttribute('data-signed', path !== '');
}

function pointIn(svg, event) {
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  return { x: Math.round(at.x * 10) / 10, y: Math.round(at.y * 10) / 10 };
}

function svgOf(target) {
  return target.closest?.('[data-sign] svg');
}

function inputOf(pad) {
  return pad.querySelector('input[type=hidden]');
}
