// sign-place.js: places for signatures as boxes over the pages of a document. form[data-places] has a row tr[data-place] for each
// (selects [data-place-signer] and [data-place-kind], numbers [data-place-number=page|x|y|width|height] in thousandths of the
// page) and figures [data-page] with a picture each. A click on a page fills the first empty row; boxes are dragged, or moved by
// arrow keys (with Shift they change size), and Delete empties the row. The rows are what is sent; without this they do alone.

const WHOLE = 1000;
const STEP = 5;
const USUAL = { width: 380, height: 60 };
const LEAST = 10;

const boxes = new Map(); // row -> box
let drag = null; // {row, x, y, left, top}

// Lifecycle

const form = document.querySelector('form[data-places]');
if (form) {
  form.querySelector('[data-places-hint]').hidden = false;
  form.addEventListener('input', event => {
    const row = event.target.closest('tr[data-place]');
    if (row) show(row);
  });
  form.addEventListener('click', onClick);
  form.addEventListener('pointerdown', onDown);
  form.addEventListener('pointermove', onMove);
  for (const name of ['pointerup', 'pointercancel']) form.addEventListener(name, () => (drag = null));
  form.addEventListener('keydown', onKey);
  window.addEventListener('resize', () => rows().forEach(show));
  rows().forEach(show);
}

// Actions

function onClick(event) {
  const page = event.target.closest('figure[data-page]');
  if (!page || event.target.closest('.slot')) return;
  const row = rows().find(row => !isFilled(row));
  if (!row) return;
  const at = pointIn(page, event);
  const signer = row.querySelector('[data-place-signer]');
  const kind = row.querySelector('[data-place-kind]');
  signer.value ||= signer.options[1]?.value ?? '';
  kind.value ||= kind.options[1]?.value ?? '';
  const { width, height } = USUAL;
  write(row, {
    page: Number(page.dataset.page), width, height,
    x: clamp(at.x - width / 2, 0, WHOLE - width), y: clamp(at.y - height / 2, 0, WHOLE - height),
  });
  show(row);
  boxes.get(row)?.focus();
}

function onDown(event) {
  const box = event.target.closest('.slot');
  if (!box || event.button !== 0) return;
  const row = rowOf(box);
  const at = pointIn(box.closest('figure'), event);
  const { x, y } = read(row);
  box.setPointerCapture(event.pointerId);
  drag = { row, x: at.x - x, y: at.y - y };
}

function onMove(event) {
  if (!drag) return;
  const { row } = drag;
  const at = pointIn(boxes.get(row).closest('figure'), event);
  const { width, height } = read(row);
  write(row, { x: clamp(at.x - drag.x, 0, WHOLE - width), y: clamp(at.y - drag.y, 0, WHOLE - height) });
  show(row);
}

function onKey(event) {
  const box = event.target.closest('.slot');
  if (!box || event.ctrlKey || event.altKey || event.metaKey) return;
  const row = rowOf(box);
  if (event.key === 'Delete' || event.key === 'Backspace') {
    event.preventDefault();
    row.querySelectorAll('input, select').forEach(field => (field.value = ''));
    show(row);
    return;
  }
  const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (!by) return;
  event.preventDefault();
  const { x, y, width, height } = read(row);
  if (event.shiftKey) {
    write(row, { width: clamp(width + by[0] * STEP, LEAST, WHOLE - x), height: clamp(height + by[1] * STEP, LEAST, WHOLE - y) });
  } else {
    write(row, { x: clamp(x + by[0] * STEP, 0, WHOLE - width), y: clamp(y + by[1] * STEP, 0, WHOLE - height) });
  }
  show(row);
}

// Private

function rows() {
  return [...form.querySelectorAll('tr[data-place]')];
}

function rowOf(box) {
  return [...boxes].find(([, held]) => held === box)[0];
}

function inputOf(row, name) {
  return row.querySelector(`[data-place-number=${name}]`);
}

function read(row) {
  const number = name => Number(inputOf(row, name).value) || 0;
  return { page: number('page'), x: number('x'), y: number('y'), width: number('width'), height: number('height') };
}

function write(row, numbers) {
  for (const [name, value] of Object.entries(numbers)) inputOf(row, name).value = String(Math.round(value));
}

function isFilled(row) {
  return ['page', 'width', 'height'].every(name => inputOf(row, name).value !== '');
}

function show(row) {
  const place = read(row);
  const page = isFilled(row) && form.querySelector(`figure[data-page="${place.page}"]`);
  if (!page) {
    boxes.get(row)?.remove();
    boxes.delete(row);
    return;
  }
  let box = boxes.get(row);
  if (!box) {
    box = document.createElement('div');
    box.className = 'slot';
    box.tabIndex = 0;
    box.setAttribute('role', 'group');
    boxes.set(row, box);
  }
  const chosen = name => row.querySelector(`[data-place-${name}]`).selectedOptions[0]?.textContent ?? '';
  box.textContent = `${chosen('kind')}, ${chosen('signer')}`;
  box.setAttribute('aria-label', `${box.textContent}, page ${place.page}`);
  // Measured on the picture: below it stands the page's number.
  const picture = page.querySelector('img');
  const part = (of, whole) => `${(of / WHOLE) * whole}px`;
  box.style.left = part(place.x, picture.clientWidth);
  box.style.top = part(place.y, picture.clientHeight);
  box.style.width = part(place.width, picture.clientWidth);
  box.style.height = part(place.height, picture.clientHeight);
  if (box.parentElement !== page) page.append(box);
}

function pointIn(page, event) {
  const frame = page.querySelector('img').getBoundingClientRect();
  return { x: ((event.clientX - frame.left) / frame.width) * WHOLE, y: ((event.clientY - frame.top) / frame.height) * WHOLE };
}

function clamp(value, least, most) {
  return Math.min(Math.max(value, least), Math.max(least, most));
}
