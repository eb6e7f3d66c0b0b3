// picker.js: a record is chosen by name or number. .picker[data-pick="CL PRJ"] > input[name] becomes a combobox over
// GET /pick?of=CL+PRJ&q=har&recent=CL-101, which answers rows <button role=option data-value="CL-101 Harborview">.
// Without it the server finds out what a name means. What is chosen is remembered per body[data-user], wiped at sign-out.
// select[data-find], a long list: a click, Enter, Space or a letter has it searched by typing (`find.js`, from body[data-finder]);
// on a touch screen it opens as the device does it.

const policy = globalThis.trustedTypes?.createPolicy('atrium-picker', { createHTML: html => html });
const RECENT = `atrium:${document.body.dataset.user ?? ''}:picked`;
const WAIT = 120; // ms after the last letter
const KEPT = 20;

let timer, request;
let waiting; // what is typed for a long list until what searches it is there

// Lifecycle

document.addEventListener('focusin', event => begin(event.target));
document.addEventListener('input', onInput);
document.addEventListener('keydown', onKey);
document.addEventListener('focusout', onLeave);
document.addEventListener('mousedown', onPoint);
document.addEventListener('click', event => isLong(event.target) && find(event, ''));
begin(document.activeElement);

// Actions

function onInput({ target }) {
  if (!pickerOf(target)) return;
  clearTimeout(timer);
  request?.abort();
  timer = setTimeout(() => ask(target), WAIT);
}

function onKey(event) {
  const input = event.target;
  if (event.isComposing) return;
  if (isLong(input)) return onKeyAt(input, event);
  if (!pickerOf(input)) return;
  const open = !listOf(input).hidden;
  const does = {
    ArrowDown: () => (open ? move(input, 1) : ask(input)),
    ArrowUp: () => open && move(input, -1),
    Enter: () => open && choose(input, selected(input)),
    Escape: () => open && close(input),
  }[event.key];
  if (!does || does() === false) return;
  event.preventDefault();
  event.stopPropagation(); // an open dialog stays
}

function onLeave({ target }) {
  if (pickerOf(target)) close(target);
}

// Before the field loses the focus.
function onPoint(event) {
  const option = event.target.closest?.('.picker [role=option]');
  if (option) {
    event.preventDefault();
    choose(option.closest('.picker').querySelector('input'), option);
  } else if (pickerOf(event.target) && document.activeElement === event.target) {
    ask(event.target);
  } else if (event.button === 0 && isLong(event.target)) {
    event.preventDefault(); // the click opens ours
  }
}

function onKeyAt(select, event) {
  const { key, altKey, ctrlKey, metaKey } = event;
  const letter = key.length === 1 && key !== ' ';
  const opens = letter ? !altKey : [' ', 'Enter', 'F4'].includes(key) || altKey && key === 'ArrowDown';
  if (opens && !ctrlKey && !metaKey) find(event, letter ? key : '');
}

// Private

function isLong(element) {
  return element?.matches?.('select[data-find]:enabled') && !matchMedia('(pointer: coarse)').matches;
}

// What is typed until the module is there goes into the line as well.
async function find(event, typed) {
  event.preventDefault();
  const select = event.target;
  select.focus();
  if (waiting !== undefined) return void (waiting += typed);
  waiting = typed;
  try {
    const finder = await import(document.body.dataset.finder);
    finder.find(select, waiting);
  } catch {
    select.showPicker?.(); // no connection: as the browser does it
  } finally {
    waiting = undefined;
  }
}

function pickerOf(element) {
  return element?.matches?.('.picker > input') ? element.parentElement : null;
}

function listOf(input) {
  return input.parentElement.querySelector('[role=listbox]');
}

function options(input) {
  return [...listOf(input).querySelectorAll('[role=option]')];
}

function selected(input) {
  return listOf(input).querySelector('[aria-selected=true]');
}

function begin(input) {
  const picker = pickerOf(input);
  if (!picker) return;
  if (!listOf(input)) furnish(picker, input);
  if (!input.value) ask(input);
}

function furnish(picker, input) {
  const list = document.createElement('div');
  const id = `${input.id}-picks`;
  set(list, { id, role: 'listbox', hidden: '', 'aria-label': input.labels?.[0]?.textContent ?? 'Records' });
  picker.append(list);
  set(input, { role: 'combobox', 'aria-expanded': 'false', 'aria-autocomplete': 'list', 'aria-controls': id });
}

async function ask(input) {
  request?.abort();
  request = new AbortController();
  const of = pickerOf(input).dataset.pick;
  const query = new URLSearchParams({ of, q: input.value.trim(), recent: recent().join(' ') });
  try {
    const response = await fetch(`/pick?${query}`, { headers: { 'Atrium-Part': 'pick' }, signal: request.signal });
    if (response.ok && !response.redirected) fill(input, parse(await response.text()).body.childNodes);
  } catch {
    // overtaken, or no connection: the field takes what is typed
  }
}

function fill(input, nodes) {
  const list = listOf(input);
  if (document.activeElement !== input) return;
  list.replaceChildren(...nodes);
  options(input).forEach((option, at) => (option.id = `${list.id}-${at}`));
  list.hidden = !list.childElementCount;
  set(input, { 'aria-expanded': !list.hidden });
  select(input, input.value ? options(input)[0] : null);
}

function move(input, by) {
  const all = options(input);
  const at = all.indexOf(selected(input));
  select(input, all.at(at < 0 ? (by > 0 ? 0 : -1) : (at + by) % all.length));
}

function select(input, option) {
  for (const each of options(input)) set(each, { 'aria-selected': each === option });
  if (option) input.setAttribute('aria-activedescendant', option.id);
  else input.removeAttribute('aria-activedescendant');
  option?.scrollIntoView({ block: 'nearest' });
}

function choose(input, option) {
  if (!option) return false;
  input.value = option.dataset.value;
  keep(option.dataset.value.split(' ')[0]);
  close(input);
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

function close(input) {
  clearTimeout(timer);
  request?.abort();
  const list = listOf(input);
  if (!list) return;
  list.hidden = true;
  set(input, { 'aria-expanded': false });
  input.removeAttribute('aria-activedescendant');
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

function parse(html) {
  return new DOMParser().parseFromString(policy?.createHTML(html) ?? html, 'text/html');
}

function keep(number) {
  try {
    localStorage.setItem(RECENT, JSON.stringify([number, ...recent().filter(each => each !== number)].slice(0, KEPT)));
  } catch {
    // full or forbidden: nothing is remembered then
  }
}

function recent() {
  try {
    return JSON.parse(localStorage.getItem(RECENT)) ?? [];
  } catch {
    return [];
  }
}
