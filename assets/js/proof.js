// proof.js: where a comment goes. Markup: svg[data-proof] with g[data-place], and form[data-pin] with inputs x and y in
// thousandths of the picture. A click on the picture sets both and goes to the words; the mark can be moved by the arrow
// keys (ten thousandths, one with Shift). Without it both are typed.

const WHOLE = 1000;
const STEP = 10;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// Lifecycle

document.addEventListener('click', onClick);
document.addEventListener('keydown', onKey);
document.addEventListener('input', onInput);
document.querySelectorAll('svg[data-proof]').forEach(svg => svg.toggleAttribute('data-ready', true));

// Actions

function onClick(event) {
  const svg = event.target.closest?.('svg[data-proof]');
  const form = formOf();
  if (!svg || !form || event.target.closest('a')) return;
  const box = svg.getBoundingClientRect();
  set(form, ((event.clientX - box.left) / box.width) * WHOLE, ((event.clientY - box.top) / box.height) * WHOLE);
  form.elements.text.focus();
}

function onKey(event) {
  const arrow = ARROWS[event.key];
  const form = formOf();
  if (!arrow || !form || !event.target.closest?.('[data-place]')) return;
  event.preventDefault();
  const by = event.shiftKey ? 1 : STEP;
  set(form, Number(form.elements.x.value) + arrow[0] * by, Number(form.elements.y.value) + arrow[1] * by);
}

function onInput(event) {
  const form = event.target.closest?.('form[data-pin]');
  if (form && ['x', 'y'].includes(event.target.name)) place(form);
}

// Private

function formOf() {
  return document.querySelector('form[data-pin]');
}

function set(form, x, y) {
  form.elements.x.value = within(x);
  form.elements.y.value = within(y);
  place(form);
}

function within(value) {
  return Math.min(WHOLE, Math.max(0, Math.round(value)));
}

function place(form) {
  const svg = document.querySelector('svg[data-proof]');
  const mark = svg?.querySelector('[data-place]');
  if (!mark) return;
  const { width, height } = svg.viewBox.baseVal;
  const [x, y] = [within(form.elements.x.value), within(form.elements.y.value)];
  mark.setAttribute('transform', `translate(${(x * width) / WHOLE} ${(y * height) / WHOLE})`);
  mark.setAttribute('tabindex', '0');
  mark.toggleAttribute('data-on', true);
}
