// find.js: a long list is searched by typing. `find(select, typed)` opens a .finder over the select: a line, and the options
// that have each of the words, under their headings; arrows, Enter and Esc as in any list. The select stays what is sent,
// says what is chosen (`input`, `change`), and has the focus before and after. Whoever needs it imports it from
// body[data-finder].

const ROOM = 250; // px that the list takes at most

const line = Object.assign(document.createElement('input'), { id: 'find-line', type: 'search', autocomplete: 'off', spellcheck: false });
const list = Object.assign(document.createElement('div'), { id: 'find-list' });
const box = Object.assign(document.createElement('div'), { className: 'finder', popover: 'auto' });
set(list, { role: 'listbox' });
set(line, { role: 'combobox', 'aria-expanded': 'true', 'aria-autocomplete': 'list', 'aria-controls': list.id });
box.append(line, list);

let select; // whose options they are

// What is typed here is of no form around it.
for (const name of ['input', 'change']) box.addEventListener(name, event => event.stopPropagation());
line.addEventListener('input', () => fill());
line.addEventListener('keydown', onKey);
line.addEventListener('focusout', close);
list.addEventListener('mousedown', onPoint);

export function find(searched, typed) {
  select = searched;
  const label = select.labels[0]?.textContent ?? select.getAttribute('aria-label') ?? 'Options';
  set(line, { 'aria-label': `Find in ${label}` });
  set(list, { 'aria-label': label });
  if (!box.matches(':popover-open')) (select.closest('dialog[open], [popover]') ?? document.body).append(box);
  select.focus();
  box.showPopover();
  place();
  line.value = typed;
  line.focus({ preventScroll: true });
  fill();
}

// Actions

function onKey(event) {
  if (event.isComposing) return;
  const does = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => take(selected()),
    Escape: close,
  }[event.key];
  if (event.key === 'Tab') close(); // and on from the select
  if (!does) return;
  does();
  event.preventDefault();
  event.stopPropagation(); // an open dialog stays
}

// Before the line loses the focus.
function onPoint(event) {
  event.preventDefault();
  take(event.target.closest('[role=option]'));
}

// Private

function place() {
  const { left, top, bottom, width } = select.getBoundingClientRect();
  const wide = Math.max(width, 240);
  const at = { left: Math.max(8, Math.min(left, innerWidth - wide - 8)), top, width: wide };
  for (const [name, px] of Object.entries(at)) box.style.setProperty(name, `${px}px`);
  box.toggleAttribute('data-up', innerHeight - bottom < ROOM && top > ROOM);
}

function fill() {
  const asked = plain(line.value).split(/\s+/).filter(Boolean);
  const rows = [];
  let heading = '';
  for (const [at, option] of [...select.options].entries()) {
    if (option.disabled || !asked.every(word => plain(option.text).includes(word))) continue;
    const { label = '' } = option.parentElement; // none where it is the select itself
    if (label && label !== heading) rows.push(make('p', label));
    heading = label;
    const row = make('div', option.text);
    set(row, { id: `find-${at}`, role: 'option', 'aria-selected': 'false', 'data-at': at });
    rows.push(row);
  }
  list.replaceChildren(...(rows.length ? rows : [make('p', 'Nothing is called so.')]));
  mark(asked.length ? options()[0] : document.getElementById(`find-${select.selectedIndex}`));
}

function options() {
  return [...list.querySelectorAll('[role=option]')];
}

function selected() {
  return list.querySelector('[aria-selected=true]');
}

function move(by) {
  const all = options();
  const at = all.indexOf(selected());
  mark(all.at(at < 0 ? (by > 0 ? 0 : -1) : (at + by) % all.length));
}

function mark(option) {
  for (const each of options()) set(each, { 'aria-selected': each === option });
  if (option) set(line, { 'aria-activedescendant': option.id });
  else line.removeAttribute('aria-activedescendant');
  option?.scrollIntoView({ block: 'nearest' });
}

function take(option) {
  if (!option) return;
  const at = Number(option.dataset.at);
  close();
  if (select.selectedIndex === at) return;
  select.selectedIndex = at;
  for (const name of ['input', 'change']) select.dispatchEvent(new Event(name, { bubbles: true }));
}

function close() {
  if (!box.matches(':popover-open')) return;
  const held = document.activeElement === line;
  box.hidePopover();
  if (held) select.focus();
}

function plain(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function make(name, text) {
  return Object.assign(document.createElement(name), { textContent: text });
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}
