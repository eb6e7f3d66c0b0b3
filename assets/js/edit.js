// edit.js: a value is changed where it stands. a.edits opens what GET href (Atrium-Part: panel) answers, a
// form[data-editor], beside the value, on a phone as a sheet. Enter or `e` opens, Esc closes, arrows choose; a choice made
// with the pointer saves at once. POST (Accept: JSON) answers {said, undo}, or 422 with the form as it was refused. In the
// form: [data-narrow] finds among .pick rows, .month button[name=_day] are days, a[data-month] another month.
// Says `atrium:toast`, `atrium:refresh`.

const policy = globalThis.trustedTypes?.createPolicy('atrium-edit', { createHTML: html => html });
const FIELD = 'textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])';
const DAY = 86_400_000;
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const MONTHS = { PageUp: 0, PageDown: 1 };

let box, opener;
let latest = 0; // only the last request may show
let pointed = false; // the last thing done was done with the pointer
let goUntil = 0; // until when a letter after `g` means a place, which core.js knows

// Lifecycle

document.addEventListener('click', onClick);
document.addEventListener('keydown', onKey);
document.addEventListener('pointerdown', () => (pointed = true), true);
document.addEventListener('keydown', () => (pointed = false), true);
document.addEventListener('change', onChange);
document.addEventListener('input', onInput);
document.addEventListener('submit', onSubmit);
document.querySelectorAll('[data-editor]').forEach(furnish);

// Actions

function onClick(event) {
  const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  const link = event.target.closest?.('a.edits, .editor a[data-month]');
  if (!link || !plain || event.defaultPrevented) return;
  event.preventDefault();
  if (link.matches('[data-month]')) turn(link);
  else open(link);
}

function onKey(event) {
  const { key, target } = event;
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const form = target.closest?.('.editor');
  const letter = key.length === 1 && !event.ctrlKey && !event.metaKey;
  const going = Date.now() < goUntil;
  goUntil = key === 'g' && letter && !going && !form && !target.matches?.(FIELD) ? Date.now() + 1500 : 0;
  const does = form ? within(form, event) : key === 'e' && letter && !going && !target.matches?.(FIELD) && openAt(target);
  if (does) event.preventDefault();
  if (does || form && letter) event.stopPropagation(); // the page's shortcuts are not meant
}

function onChange({ target }) {
  if (pointed && box?.contains(target) && target.matches('[type=radio]')) target.form.requestSubmit();
}

function onInput({ target }) {
  if (!target.matches?.('.editor [data-narrow]')) return;
  const asked = plain(target.value).split(/\s+/).filter(Boolean);
  for (const row of target.form.querySelectorAll('.pick')) {
    const text = plain(row.textContent);
    row.hidden = !asked.every(word => text.includes(word));
  }
}

async function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || !box?.contains(form)) return;
  event.preventDefault();
  if (form.matches('[aria-busy=true]')) return;
  form.setAttribute('aria-busy', 'true');
  try {
    await save(form, event.submitter);
  } catch {
    toast('Not saved, there is no connection. What you typed is still here.');
  } finally {
    form.removeAttribute('aria-busy');
  }
}

function onToggle({ newState }) {
  if (newState === 'open') return;
  opener?.removeAttribute('aria-expanded');
  const lost = document.activeElement === document.body || box.contains(document.activeElement);
  if (lost) again(opener)?.focus({ preventScroll: true });
}

// Private: opening

function openAt(target) {
  const link = target.matches?.('a.edits') ? target : target.closest?.('.edits-beside, [data-row], .card')?.querySelector('a.edits');
  if (link) open(link);
  return Boolean(link);
}

async function open(link) {
  const form = await load(link.href, link);
  if (!form) return;
  opener = link;
  if (!box) {
    box = Object.assign(document.createElement('div'), { className: 'edit-box', popover: 'auto' });
    box.addEventListener('toggle', onToggle);
  }
  if (!box.matches(':popover-open')) (link.closest('dialog[open]') ?? document.body).append(box);
  show(form);
}

// The form that an address answers; a page that has none says itself what is wrong.
async function load(url, link) {
  const turn = ++latest;
  link.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(url, { headers: { 'Atrium-Part': 'panel' }, cache: 'no-store' });
    const form = parse(await response.text()).querySelector('form[data-editor]');
    if (turn !== latest) return null;
    if (response.ok && form) return form;
  } catch {
    if (turn !== latest) return null;
  } finally {
    link.removeAttribute('aria-busy');
  }
  location.assign(url);
  return null;
}

function show(form) {
  box.replaceChildren(document.adoptNode(form));
  box.setAttribute('role', 'dialog');
  box.setAttribute('aria-label', `Change ${form.dataset.editor.toLowerCase()}`);
  if (!box.matches(':popover-open')) box.showPopover();
  opener.setAttribute('aria-expanded', 'true');
  place();
  furnish(form);
  const wrong = form.querySelector('[aria-invalid=true]');
  const first = wrong ?? form.querySelector('[data-narrow]:not([hidden]), input:is(:checked, [autofocus])')
    ?? form.querySelector('input:not([type=hidden]), select, textarea');
  first?.focus();
  if (first?.matches('[type=text], [type=email], [type=tel], [type=url]')) first.select();
  form.querySelector('.pick :checked')?.closest('.pick').scrollIntoView({ block: 'nearest' });
}

// Below the value, or above it where there is no room; on a phone the style says where.
function place() {
  box.style.removeProperty('left');
  box.style.removeProperty('top');
  if (matchMedia('(width < 48rem)').matches) return;
  const at = opener.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const below = at.bottom + 4;
  const top = below + height < innerHeight || at.top < height ? Math.min(below, Math.max(8, innerHeight - height - 8)) : at.top - height - 4;
  box.style.setProperty('left', `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`);
  box.style.setProperty('top', `${top}px`);
}

function furnish(form) {
  const narrow = form.querySelector('[data-narrow]');
  if (narrow && form.querySelectorAll('.pick').length > 7) narrow.hidden = false;
  rove(form);
}

// The region around it may have been drawn anew.
function again(link) {
  if (!link || link.isConnected) return link;
  return document.querySelector(`a.edits[href="${CSS.escape(link.getAttribute('href'))}"]`);
}

// Private: saving

async function save(form, submitter) {
  const response = await fetch(form.getAttribute('action'), {
    method: 'POST',
    body: new URLSearchParams(new FormData(form, submitter)),
    headers: { 'Atrium-Part': 'panel', Accept: 'application/json, text/html' },
  });
  if (response.redirected || response.status === 401) return location.assign(opener.href);
  if (response.headers.get('content-type')?.includes('json')) {
    const answer = await response.json();
    return response.ok ? done(answer) : toast(answer.detail ?? `Not saved, the server answered ${response.status}.`);
  }
  const refused = parse(await response.text()).querySelector('form[data-editor]');
  if (refused) show(refused);
  else toast('Not saved, the server had a problem. Try again.');
}

function done({ said, undo }) {
  box.hidePopover();
  say('atrium:toast', { detail: { text: said, undo: undo && `/undo/${undo}` } });
  if (say('atrium:refresh', { cancelable: true })) location.reload(); // live.js is not there to do it
}

// Private: keys in the form

function within(form, { key, target, ctrlKey, metaKey }) {
  if (target.matches('[data-narrow]')) {
    const rows = [...form.querySelectorAll('.pick:not([hidden]) input')];
    if (key === 'ArrowDown') return focus(rows.find(row => row.checked) ?? rows[0]);
    if (key !== 'Enter') return false;
    if (target.value && !rows[0]) return true; // nobody of that name: the choice that was is not meant
    if (target.value) rows[0].checked = true;
    form.requestSubmit();
    return true;
  }
  if (target.matches('textarea') && key === 'Enter' && (ctrlKey || metaKey)) {
    form.requestSubmit();
    return true;
  }
  return target.matches('.month button') && walk(form, target, key);
}

function walk(form, button, key) {
  if (key in MONTHS) return turn(form.querySelectorAll('a[data-month]')[MONTHS[key]], button.value);
  if (!(key in STEPS)) return false;
  const to = new Date(Date.parse(button.value) + STEPS[key] * DAY).toISOString().slice(0, 10);
  const next = dayOf(form, to);
  if (next) return focus(next);
  return turn(form.querySelectorAll('a[data-month]')[STEPS[key] > 0 ? 1 : 0], to);
}

// Another month in the place of this one, with the focus on a day of it.
function turn(link, day) {
  const form = link.closest('form');
  load(link.href, link).then(fresh => {
    const month = fresh?.querySelector('.month');
    if (!month || !form.isConnected) return;
    form.querySelector('.month').replaceWith(document.adoptNode(month));
    rove(form);
    focus((day && dayOf(form, day)) ?? month.querySelector('button[tabindex="0"]'));
  });
  return true;
}

// One day of the month is stepped to, and arrows go on from it.
function rove(form) {
  const days = [...form.querySelectorAll('.month button')];
  const first = days.find(day => day.matches('[aria-pressed]')) ?? days.find(day => day.matches('[aria-current]')) ?? days.find(day => !day.matches('[data-out]'));
  for (const day of days) day.tabIndex = day === first ? 0 : -1;
}

function dayOf(form, iso) {
  return form.querySelector(`.month button[value="${iso}"]`);
}

function focus(element) {
  element?.focus();
  return Boolean(element);
}

// Private: small things

function plain(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function parse(html) {
  return new DOMParser().parseFromString(policy?.createHTML(html) ?? html, 'text/html');
}

function toast(text) {
  say('atrium:toast', { detail: { text, tone: 'minium' } });
}

function say(name, options) {
  return document.dispatchEvent(new CustomEvent(name, options));
}
