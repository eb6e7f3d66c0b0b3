// folder-drag.js: documents are dragged into folders. A row or card with a tick [name=keys] in form[action="/documents/move"]
// is dropped on any link to a folder (/folders/FO-7), a tile or one above; what is ticked goes along. The form is sent as if
// the folder had been chosen in its bar, which is the way of the keyboard, so that words and Undo are the same.

const FORM = 'form[action="/documents/move"]';
const ITEM = `${FORM} tr:has([name=keys]), ${FORM} .papers > li`;

let held = null; // what is carried

// Lifecycle

document.addEventListener('dragstart', onStart);
document.addEventListener('dragover', onOver);
document.addEventListener('dragleave', event => folderOf(event.target)?.contains(event.relatedTarget) || unmark());
document.addEventListener('drop', onDrop);
document.addEventListener('dragend', end);
document.addEventListener('atrium:swapped', offer);
offer();

// Actions

function onStart(event) {
  const item = event.target.closest?.(ITEM);
  if (!item) return;
  held = item;
  event.dataTransfer.effectAllowed = 'move';
  event.dataTransfer.setData('text/plain', tickOf(item).value);
}

function onOver(event) {
  const folder = held && folderOf(event.target);
  if (!folder) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'move';
  if (folder.hasAttribute('data-over')) return;
  unmark();
  folder.setAttribute('data-over', '');
}

function onDrop(event) {
  const folder = held && folderOf(event.target);
  if (!folder) return;
  event.preventDefault();
  move(held, numberOf(folder));
  end();
}

// Private

// One that isn't ticked goes alone.
function move(item, folder) {
  const form = item.closest('form');
  const tick = tickOf(item);
  if (!tick.checked) {
    for (const other of form.querySelectorAll('[name=keys]')) other.checked = other === tick;
  }
  const select = form.querySelector('select[name=folder]');
  if (!select) return;
  if (![...select.options].some(option => option.value === folder)) select.add(new Option(folder, folder));
  select.value = folder;
  form.requestSubmit();
}

// Only who may move anything has the bar with the folders.
function offer() {
  for (const item of document.querySelectorAll(ITEM)) item.draggable = Boolean(item.closest('form').querySelector('select[name=folder]'));
}

function end() {
  held = null;
  unmark();
}

function unmark() {
  document.querySelectorAll('a[data-over]').forEach(link => link.removeAttribute('data-over'));
}

function folderOf(target) {
  const link = target?.closest?.('a[href]');
  return link && numberOf(link) ? link : null;
}

function numberOf(link) {
  return /^\/folders\/(FO-\d+)$/.exec(link.pathname)?.[1] ?? null;
}

const tickOf = item => item.querySelector('[name=keys]');
