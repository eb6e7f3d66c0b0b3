// palette.js: search or jump. dialog#palette[data-src=/palette] with an input[role=combobox] and a [role=listbox];
// GET /palette?q=&at=address answers rows [role=option], links or the buttons of forms (also in [role=group]; [data-hand] is what
// can be done to the record at that path, or to the rows that are ticked). core.js opens it with Ctrl K. An empty query shows the pages visited last too
// (per body[data-user], wiped at sign-out).

const policy = globalThis.trustedTypes?.createPolicy('atrium-palette', { createHTML: html => html });
const RECENT = `atrium:${document.body.dataset.user ?? ''}:recent`;
const dialog = document.getElementById('palette');
const input = dialog?.querySelector('input');
const list = dialog?.querySelector('[role=listbox]');

const options = () => [...list.querySelectorAll('[role=option]')];
const make = (name, properties) => Object.assign(document.createElement(name), properties);

let timer, request;

// Lifecycle

if (input && list) {
  input.addEventListener('focus', () => input.value || showRecent());
  input.addEventListener('input', onInput);
  dialog.addEventListener('keydown', onKey);
  dialog.addEventListener('close', clear);
  dialog.addEventListener('click', event => event.target.closest('[role=option]') && dialog.close());
  list.addEventListener('pointermove', event => select(event.target.closest('[role=option]')));
  remember();
}

// Actions

function onInput() {
  clearTimeout(timer);
  request?.abort();
  if (input.value.trim()) timer = setTimeout(ask, 80);
  else showRecent();
}

function onKey(event) {
  if (event.isComposing) return;
  const does = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => openSelected(event.ctrlKey || event.metaKey),
  }[event.key];
  if (does?.()) event.preventDefault();
}

// Private: the list

async function ask() {
  request = new AbortController();
  try {
    const query = new URLSearchParams({ q: input.value.trim(), at: here() });
    for (const { value } of document.querySelectorAll('main [data-tick]:checked')) query.append('keys', value);
    const response = await fetch(`${dialog.dataset.src ?? '/palette'}?${query}`, {
      headers: { 'Atrium-Part': 'palette' },
      signal: request.signal,
    });
    if (response.redirected) return location.reload(); // signed out
    if (response.ok) show([...parse(await response.text()).body.childNodes]);
  } catch {
    // overtaken, or no connection: what is shown stays
  }
}

// Before anything is typed: what can be done here, then where one was.
function show(nodes) {
  if (input.value.trim()) return fill(nodes);
  const hand = nodes.filter(node => node.dataset?.hand !== undefined);
  fill([...hand, ...lately(), ...nodes.filter(node => !hand.includes(node))]);
}

function fill(nodes) {
  list.replaceChildren(...nodes);
  options().forEach((option, at) => (option.id ||= `palette-${at}`));
  input.setAttribute('aria-expanded', String(options().length > 0));
  select(options()[0]);
  list.scrollTop = 0;
}

function move(by) {
  const all = options();
  const at = all.findIndex(option => option.id === input.getAttribute('aria-activedescendant'));
  select(all.at((at + by) % all.length));
  return all.length > 0;
}

function select(option) {
  if (!option && options().length) return;
  for (const each of options()) each.setAttribute('aria-selected', String(each === option));
  if (option) input.setAttribute('aria-activedescendant', option.id);
  else input.removeAttribute('aria-activedescendant');
  option?.scrollIntoView({ block: 'nearest' });
}

function openSelected(inPanel) {
  const option = list.querySelector('[aria-selected=true]');
  if (!option) return false;
  if (inPanel && option.matches('a[href]')) option.dataset.panel = '';
  option.click();
  return true;
}

function clear() {
  clearTimeout(timer);
  request?.abort();
  input.value = '';
}

function parse(html) {
  return new DOMParser().parseFromString(policy?.createHTML(html) ?? html, 'text/html');
}

// Private: recent pages

function showRecent() {
  fill(lately());
  ask();
}

function lately() {
  const visits = recent().filter(visit => visit.href !== here()).slice(0, 8);
  return visits.length ? [group(visits)] : [];
}

function group(visits) {
  const section = make('div', { role: 'group', ariaLabel: 'Recent' });
  section.append(make('p', { textContent: 'Recent', ariaHidden: 'true' }));
  for (const { href, title } of visits) {
    const option = section.appendChild(make('a', { href, role: 'option' }));
    option.append(make('span', { className: 'grow', textContent: title }));
  }
  return section;
}

function remember() {
  if (performance.getEntriesByType('navigation')[0]?.responseStatus >= 400) return; // nobody wants back to an error
  const href = here();
  const title = document.title.replace(/ · [^·]*$/, '');
  const visits = [{ href, title }, ...recent().filter(visit => visit.href !== href)].slice(0, 12);
  try {
    localStorage.setItem(RECENT, JSON.stringify(visits));
  } catch {
    // full or forbidden: no recent pages then
  }
}

function here() {
  return location.pathname + location.search;
}

function recent() {
  try {
    return JSON.parse(localStorage.getItem(RECENT)) ?? [];
  } catch {
    return [];
  }
}
