// outline.js: moves rows of an outline, by pointer or by Alt and the arrows (right and left: in and out of the row above).
// table[data-outline=/things/1/steps] > tbody > tr[data-step=7][data-depth=1], and form[data-outline-move] with the fields
// `how` and `before`: it is sent to <outline>/<step>/move, and the page comes back with the row where it is then.

const SLACK = 6; // px a pointer may wander in a click
const HOW = { ArrowUp: 'up', ArrowDown: 'down', ArrowRight: 'in', ArrowLeft: 'out' };

const MOVED = 'atrium:moved';

let held = null; // {row, y, moved, over}
let quiet = false; // the click that ends a drag opens nothing

// Lifecycle

document.addEventListener('keydown', onKey);
document.addEventListener('pointerdown', onDown);
document.addEventListener('pointermove', onMove);
document.addEventListener('pointerup', onUp);
document.addEventListener('pointercancel', letGo);
document.addEventListener('dragstart', event => rowOf(event.target) && event.preventDefault());
document.addEventListener('click', event => {
  if (!quiet) return;
  event.preventDefault();
  event.stopPropagation();
}, true);

focusMoved();

// Actions

function onKey(event) {
  if (event.key === 'Escape' && held) return letGo();
  const how = event.altKey && !event.ctrlKey && !event.metaKey && HOW[event.key];
  const row = how && rowOf(event.target);
  if (!row) return;
  event.preventDefault();
  send(row, how, '');
}

function onDown(event) {
  const row = rowOf(event.target);
  if (!row || event.button || event.pointerType === 'touch') return;
  held = { row, y: event.clientY, moved: false, over: null };
}

function onMove(event) {
  if (!held) return;
  if (!held.moved && Math.abs(event.clientY - held.y) < SLACK) return;
  held.moved = true;
  getSelection()?.removeAllRanges();
  held.row.toggleAttribute('data-carried', true);
  held.over?.removeAttribute('data-over');
  const under = document.elementFromPoint(event.clientX, event.clientY)?.closest('tr[data-step]');
  held.over = under && under !== held.row && tableOf(under) === tableOf(held.row) ? under : null;
  held.over?.toggleAttribute('data-over', true);
}

function onUp() {
  if (!held) return;
  const { row, over, moved } = held;
  letGo();
  if (!moved) return;
  quiet = true;
  setTimeout(() => { quiet = false; });
  if (over) send(row, 'before', over.dataset.step);
}

function letGo() {
  held?.row.removeAttribute('data-carried');
  held?.over?.removeAttribute('data-over');
  held = null;
}

// Private

// The page came back with a row that the keys moved: they go on with it.
function focusMoved() {
  try {
    const step = sessionStorage.getItem(MOVED);
    sessionStorage.removeItem(MOVED);
    if (step) document.querySelector(`tr[data-step="${CSS.escape(step)}"] a`)?.focus();
  } catch { /* nothing is kept here */ }
}

function rowOf(target) {
  const row = target.closest?.('tr[data-step]');
  return row && tableOf(row)?.dataset.outline && !target.closest('input, select, textarea, button') ? row : null;
}

function tableOf(row) {
  return row.closest('table.outline');
}

function send(row, how, before) {
  const form = document.querySelector('form[data-outline-move]');
  if (!form) return;
  form.action = `${tableOf(row).dataset.outline}/${row.dataset.step}/move`;
  form.elements.how.value = how;
  form.elements.before.value = before;
  try {
    sessionStorage.setItem(MOVED, row.dataset.step);
  } catch { /* then the keys begin anew */ }
  form.requestSubmit();
}
