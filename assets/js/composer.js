// composer.js: writing in a conversation. form[data-composer][data-on=TK-301][data-thread] with a textarea, its `_key`,
// input[type=file], [data-files]. Sends without leaving the page; what isn't answered yet is kept in this browser over a
// restart, its files as well, and sent again under the same key until it is, which the server takes once. Files go first,
// piece by piece (`pieces.js`). Completes @people, #records and :signs:, opens the palette at `/`, keeps the draft on all devices.
// Enter sends unless one prefers Ctrl+Enter or writes by touch. form[data-quietly] posts a sign and stays. Says `atrium:toast`, `atrium:refresh`.

const ME = document.body.dataset.user ?? '';
const UNSENT = `atrium:${ME}:unsent`;
const ENTER = `atrium:${ME}:enter`; // 'ctrl': Enter makes a new line
const KEEP = 1_500; // ms after the last letter until the draft goes to the other devices
const WAIT = 120; // ms after the last letter until names are asked for
const LATER = [401, 408, 425, 429]; // whoever is signed out comes back
const AGAIN = [2_000, 5_000, 15_000, 60_000];
const RECORDS = 'T TK PRJ LD CL QT DOC';
const TOUCH = matchMedia('(hover: none) and (pointer: coarse)'); // Enter makes a new line there: nothing else could
const PARTS = { 'Atrium-Part': 'composer', Accept: 'application/json' };
const SIGNS = {
  thumbsup: '👍', ok: '✅', heart: '❤️', smile: '😄', eyes: '👀', tada: '🎉', thinking: '🤔', fire: '🔥', pray: '🙏', rocket: '🚀',
  wave: '👋', clap: '👏', laugh: '😂', sad: '😢', warning: '⚠️', question: '❓', hundred: '💯', star: '⭐', coffee: '☕', bug: '🐛',
};

const FILES = 'atrium:files'; // by the keys of their posts
const files = new Map(); // of what isn't sent, by its key
const over = new Set(); // keys of what was sent or discarded here, should storage still hold it
let unkept = []; // what storage doesn't take: it waits for as long as this page is open
let flushing = false;
let tries = 0;
let keeping, asking, request, again;

// Lifecycle

document.addEventListener('submit', onSubmit, true); // before what would leave the page
document.addEventListener('keydown', onKey, true);
document.addEventListener('input', onInput);
document.addEventListener('change', event => event.target.type === 'file' && preview(formOf(event.target)));
document.addEventListener('dragover', onDragOver);
document.addEventListener('dragleave', event => formNear(event.relatedTarget) || unmark());
document.addEventListener('drop', event => take(event, event.dataTransfer.files));
document.addEventListener('paste', event => take(event, event.clipboardData.files));
document.addEventListener('mousedown', onPoint);
document.addEventListener('click', onClick);
document.addEventListener('focusout', event => close(formOf(event.target)));
document.addEventListener('atrium:swapped', settle);
addEventListener('online', flush);
addEventListener('pageshow', flush);
addEventListener('beforeunload', event => unkept.length && event.preventDefault());

settle();
flush(); // it may be fetched for that alone, once the page is there

// Actions

function onSubmit(event) {
  const form = event.target;
  if (form.matches('[data-quietly]')) return quietly(event, form);
  if (!form.matches('[data-composer]')) return;
  if (event.submitter?.hasAttribute('formaction')) return otherwise(event, form);
  event.preventDefault();
  event.stopImmediatePropagation();
  const field = fieldOf(form);
  const files = filesOf(form);
  if (!field.value.trim() && !files.length) return;
  const post = { files: files.map(({ name }) => name), action: new URL(form.getAttribute('action'), location.href).pathname, fields: [...new FormData(form)].filter(([, value]) => typeof value === 'string'), on: form.dataset.on, at: Date.now() };
  if (files.length) keepFiles(keyOf(post), files);
  store([...stored(), post]);
  clear(form);
  showUnsent();
  flush();
}

// By another way, as any form: at another time, which takes words alone.
function otherwise(event, form) {
  event.stopImmediatePropagation();
  if (!filesOf(form).length) return;
  event.preventDefault();
  toast('Files go with a post at once. Send them now, or schedule the words alone.');
}

function onKey(event) {
  const form = formOf(event.target);
  const field = event.target;
  if (!form || field !== fieldOf(form) || event.isComposing) return;
  if (listOf(form) && offers(event, form)) return;
  const chord = event.ctrlKey || event.metaKey;
  const wrapped = chord && !event.altKey && !event.shiftKey && { b: ['**', '**'], i: ['*', '*'], k: ['[', '](https://)'] }[event.key.toLowerCase()];
  if (wrapped) return stop(event, () => wrap(field, ...wrapped));
  if (event.key === 'Enter' && (chord || !event.shiftKey && !event.altKey && preference() !== 'ctrl')) return stop(event, () => form.requestSubmit());
  if (event.key === 'ArrowUp' && !field.value) return lastOwn(event);
  if (event.key === '/' && !field.value) return stop(event, () => document.getElementById('palette')?.showModal?.());
}

function onInput({ target }) {
  const form = formOf(target);
  if (!form || target !== fieldOf(form)) return;
  clearTimeout(keeping);
  keeping = setTimeout(() => keep(form), KEEP);
  clearTimeout(asking);
  request?.abort();
  asking = setTimeout(() => complete(form), WAIT);
}

function onDragOver(event) {
  const form = formNear(event.target);
  if (!form || !inputOf(form) || !event.dataTransfer.types.includes('Files')) return;
  event.preventDefault();
  form.setAttribute('data-over', '');
}

function onPoint(event) {
  const option = event.target.closest?.('.offers [role=option]');
  if (option) stop(event, () => choose(formOf(option), option));
}

function onClick({ target }) {
  if (!target.closest?.('[data-enter]')) return;
  local(store => store.setItem(ENTER, preference() === 'ctrl' ? 'enter' : 'ctrl'));
  settle();
}

// Private: sending

// One at a time and each in its turn, so that what was said first stands first: what isn't answered holds up the rest.
async function flush() {
  if (flushing) return;
  flushing = true;
  clearTimeout(again);
  try {
    for (let post = next(); post; post = next()) if (!await deliver(post)) break;
  } finally {
    flushing = false;
    showUnsent();
  }
}

function next() {
  return stored().find(post => !post.refused);
}

// Whether it was answered.
async function deliver(post) {
  const key = keyOf(post);
  const sent = await sendFiles(post).catch(why => why);
  if (sent?.refused) return refuse(key, post, sent.refused);
  const answer = Array.isArray(sent) ? await send(post, sent).catch(() => null) : null;
  if (!answer || answer.status >= 500 || LATER.includes(answer.status)) {
    if (!tries && !placeOf(post)) toast(inWords('Not sent yet. It is sent as soon as there is a connection.'));
    again = setTimeout(flush, AGAIN[Math.min(tries++, AGAIN.length - 1)]);
    return false;
  }
  tries = 0;
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) return refuse(key, post, told.detail ?? told.title ?? `the server answered ${answer.status}`);
  drop(key);
  for (const number of sent) fetch(`/uploads/${number}/remove`, { method: 'POST', headers: PARTS }).catch(() => {});
  if (told.told) toast(told.told);
  showUnsent();
  refresh();
  return true;
}

function refuse(key, post, why) {
  store(stored().map(other => (keyOf(other) === key ? { ...other, refused: why } : other)));
  if (!placeOf(post)) toast(`${inWords('Not posted:')} ${why}`);
  showUnsent();
  return true;
}

function send({ action, fields }, uploaded) {
  const body = new URLSearchParams(fields);
  for (const number of uploaded) body.append('uploaded', number);
  return fetch(action, { method: 'POST', body, headers: PARTS, redirect: 'manual' });
}

// The numbers of a post's files once they are there.
async function sendFiles(post) {
  if (!post.files?.length) return [];
  const files = await filesFor(keyOf(post));
  if (files.length < post.files.length) throw { refused: inWords('its files are no longer in this browser. Choose them again') };
  const all = files.reduce((sum, { size }) => sum + size, 0) || 1;
  const numbers = [];
  const pieces = await import(document.body.dataset.pieces);
  let before = 0;
  for (const file of files) {
    numbers.push(await pieces.send(file, share => tellShare(post, (before + share * file.size) / all)));
    before += file.size;
  }
  return numbers;
}

function tellShare(post, share) {
  const bar = document.querySelector(`.unsent[data-unsent="${CSS.escape(keyOf(post))}"] progress`);
  if (bar) [bar.max, bar.value] = [1, share];
}

// What is written next is another post: it gets a key of its own.
function clear(form) {
  const field = fieldOf(form);
  field.value = '';
  field.defaultValue = '';
  field.dispatchEvent(new Event('input', { bubbles: true }));
  clearTimeout(keeping);
  const input = inputOf(form);
  if (input) input.value = '';
  form.querySelector('[data-files]')?.replaceChildren();
  form.querySelector('[name=quote]')?.remove();
  const key = form.querySelector('[name=_key]');
  if (key) key.value = [...crypto.getRandomValues(new Uint8Array(12))].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

async function quietly(event, form) {
  event.preventDefault();
  event.stopImmediatePropagation();
  try {
    const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)), headers: PARTS });
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) return told.told ? toast(told.told) : refresh();
    toast(told.detail ?? inWords('That was not done.'));
  } catch {
    toast(inWords('That was not done, there is no connection.'));
  }
}

// Private: what isn't sent yet

function settle() {
  showUnsent();
  for (const button of document.querySelectorAll('[data-enter]')) {
    button.hidden = TOUCH.matches; // its keys have no Ctrl
    button.textContent = preference() === 'ctrl' ? inWords('Ctrl+Enter sends') : inWords('Enter sends');
  }
}

function showUnsent() {
  document.querySelectorAll('.unsent').forEach(each => each.remove());
  for (const post of stored()) {
    const form = placeOf(post);
    form?.before(row(post, form));
    if (post.refused) form?.closest('details')?.setAttribute('open', '');
  }
}

// The composer that a post was written in: of the same conversation and thread, and for the same readers, so that words for
// the staff never come into one that the client reads.
function placeOf({ on, action, fields }) {
  const { audience = '', reply_to = '' } = Object.fromEntries(fields);
  return [...document.querySelectorAll('form[data-composer]')].find(form =>
    form.dataset.on === on
    && new URL(form.getAttribute('action'), location.href).pathname === action
    && (form.querySelector('[name=audience]')?.value ?? '') === audience
    && (form.querySelector('[name=reply_to]')?.value ?? '') === reply_to);
}

function row(post, form) {
  const make = (name, className, textContent) => Object.assign(document.createElement(name), { className, textContent });
  const item = make('div', 'unsent msg', '');
  item.dataset.unsent = keyOf(post);
  const text = Object.fromEntries(post.fields).text ?? '';
  item.append(make('p', '', text));
  if (post.files?.length) item.append(make('p', 't12', post.files.join(', ')));
  item.append(make('p', 'dim t12', post.refused ? `${inWords('Not posted:')} ${post.refused}` : inWords('Not sent yet. It is sent as soon as there is a connection.')));
  if (!post.refused && post.files?.length) item.append(Object.assign(make('progress', '', ''), { ariaLabel: inWords('Sent so far') }));
  if (!post.refused) return item;
  const discard = make('button', 'btn s', inWords('Discard'));
  discard.type = 'button';
  discard.onclick = () => {
    drop(keyOf(post));
    showUnsent();
  };
  const mend = make('button', 'btn s', inWords('Edit'));
  mend.type = 'button';
  mend.onclick = () => {
    const field = fieldOf(form);
    field.value = field.value ? `${field.value}\n\n${text}` : text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    discard.onclick();
    field.focus();
  };
  item.append(mend, discard);
  return item;
}

function keyOf({ fields }) {
  return Object.fromEntries(fields)._key;
}

// Storage is a copy for a restart, shared with this person's other tabs; what it doesn't take is kept here.
function stored() {
  const mine = new Set(unkept.map(keyOf));
  const copy = parsed(local(store => store.getItem(UNSENT)) ?? '[]', []).filter(post => !mine.has(keyOf(post)));
  return [...copy, ...unkept].filter(post => !over.has(keyOf(post)));
}

function store(posts) {
  const taken = local(store => {
    store.setItem(UNSENT, JSON.stringify(posts));
    return true;
  });
  unkept = taken ? [] : posts;
}

function drop(key) {
  over.add(key);
  store(stored());
  files.delete(key);
  inFiles('readwrite', held => held.delete(key)).catch(() => {});
}

// Files of what isn't sent, beside the words: storage for texts takes none.
function keepFiles(key, list) {
  files.set(key, list);
  inFiles('readwrite', held => held.put(list, key)).catch(() => {}); // then they wait for as long as this page is open
}

async function filesFor(key) {
  return files.get(key) ?? await inFiles('readonly', held => held.get(key)).catch(() => null) ?? [];
}

function database() {
  return new Promise((done, failed) => {
    const opening = indexedDB.open(FILES, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('files');
    opening.onsuccess = () => done(opening.result);
    opening.onerror = () => failed(opening.error);
  });
}

async function inFiles(mode, use) {
  const base = await database();
  try {
    return await new Promise((done, failed) => {
      const asked = use(base.transaction('files', mode).objectStore('files'));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
  } finally {
    base.close();
  }
}

// Private: drafts on other devices

function keep(form) {
  const { on, thread } = form.dataset;
  const audience = form.querySelector('[name=audience]')?.value;
  const fields = { text: fieldOf(form).value, ...(audience && { audience }), ...(thread && { reply_to: thread }) };
  fetch(`/conversations/${on}/draft`, { method: 'POST', body: new URLSearchParams(fields), headers: PARTS, keepalive: true }).catch(() => {});
}

// Private: completing

// What stands before the cursor: its sign, the word behind it, and where it begins.
function begun(field) {
  const before = field.value.slice(0, field.selectionStart);
  const found = /(^|[\s(])([@#:])([^\s@#:]{0,40}(?: [^\s@#:]{1,20})?)$/.exec(before);
  return found && { sign: found[2], word: found[3], from: before.length - found[3].length - 1 };
}

async function complete(form) {
  const field = fieldOf(form);
  const at = begun(field);
  if (!at || document.activeElement !== field || at.sign !== '@' && !at.word) return close(form);
  request = new AbortController();
  try {
    const found = await { '@': people, '#': records, ':': signs }[at.sign](form, at.word);
    if (fieldOf(form).value && begun(field)?.from === at.from) show(form, found);
  } catch {
    close(form);
  }
}

async function people(form, word) {
  const answer = await fetch(`/conversations/${form.dataset.on}/names?${new URLSearchParams({ q: word })}`, { signal: request.signal, headers: PARTS });
  const { names = [] } = await answer.json();
  return names.map(({ name, what, sees, typed }) => ({ typed, name, note: sees ? what : [what, "doesn't see this"].filter(Boolean).join(', ') }));
}

async function records(_, word) {
  const answer = await fetch(`/pick?${new URLSearchParams({ of: RECORDS, q: word })}`, { signal: request.signal });
  const rows = new DOMParser().parseFromString(trusted(await answer.text()), 'text/html').querySelectorAll('[data-value]');
  return [...rows].map(({ dataset }) => ({ typed: dataset.value.split(' ')[0], name: dataset.value, note: '' }));
}

function signs(_, word) {
  return Object.entries(SIGNS).filter(([name]) => name.startsWith(word.toLowerCase())).map(([name, sign]) => ({ typed: sign, name: `${sign} ${name}`, note: '' }));
}

const policy = globalThis.trustedTypes?.createPolicy('atrium-composer', { createHTML: html => html });

function trusted(html) {
  return policy?.createHTML(html) ?? html;
}

function show(form, found) {
  close(form);
  if (!found.length) return;
  const list = Object.assign(document.createElement('div'), { className: 'offers' });
  list.setAttribute('role', 'listbox');
  for (const { typed, name, note } of found.slice(0, 12)) {
    const option = document.createElement('div');
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', String(!list.children.length));
    option.dataset.typed = typed;
    option.append(Object.assign(document.createElement('b'), { textContent: name }), Object.assign(document.createElement('small'), { textContent: note }));
    list.append(option);
  }
  form.append(list);
}

function offers(event, form) {
  const options = [...listOf(form).children];
  const at = options.findIndex(each => each.getAttribute('aria-selected') === 'true');
  const move = by => options.forEach((each, n) => each.setAttribute('aria-selected', String(n === (at + by + options.length) % options.length)));
  const does = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: () => choose(form, options[at]), Tab: () => choose(form, options[at]), Escape: () => close(form) }[event.key];
  if (!does || event.shiftKey) return false;
  stop(event, does);
  return true;
}

function choose(form, option) {
  const field = fieldOf(form);
  const at = begun(field);
  if (at) {
    field.setRangeText(`${option.dataset.typed} `, at.from, field.selectionStart, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
  close(form);
}

function close(form) {
  if (form) listOf(form)?.remove();
}

function listOf(form) {
  return form.querySelector('.offers');
}

// Private: files

function take(event, files) {
  const form = event.type === 'drop' ? formNear(event.target) : formOf(event.target);
  const input = form && inputOf(form);
  unmark();
  if (!input || !files.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const all = new DataTransfer();
  for (const file of [...input.files, ...files]) all.items.add(file);
  input.files = all.files;
  preview(form);
}

function preview(form) {
  const list = form?.querySelector('[data-files]');
  if (!list) return;
  list.replaceChildren(...filesOf(form).map(file => {
    const item = document.createElement('li');
    if (file.type.startsWith('image/')) {
      const picture = Object.assign(document.createElement('img'), { alt: '', src: URL.createObjectURL(file) });
      picture.onload = () => URL.revokeObjectURL(picture.src);
      item.append(picture);
    }
    const out = Object.assign(document.createElement('button'), { type: 'button', className: 'btn sq s quiet', textContent: '×', ariaLabel: `${inWords('Discard')}: ${file.name}` });
    out.onclick = () => leaveOut(form, file);
    item.append(Object.assign(document.createElement('b'), { textContent: file.name }), out);
    return item;
  }));
}

// One that was chosen by mistake.
function leaveOut(form, file) {
  const rest = new DataTransfer();
  for (const each of filesOf(form)) if (each !== file) rest.items.add(each);
  inputOf(form).files = rest.files;
  preview(form);
  fieldOf(form).focus();
}

function filesOf(form) {
  return [...(inputOf(form)?.files ?? [])];
}

function unmark() {
  document.querySelectorAll('form[data-composer][data-over]').forEach(form => form.removeAttribute('data-over'));
}

// Private: words

function wrap(field, before, after) {
  const { selectionStart: from, selectionEnd: to, value } = field;
  field.setRangeText(before + value.slice(from, to) + after, from, to, 'end');
  field.setSelectionRange(from + before.length, to + before.length);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

// The last thing one said here is what one wants to mend.
function lastOwn(event) {
  const own = [...document.querySelectorAll('.msg[data-by]')].filter(each => each.dataset.by === ME).at(-1);
  if (own) stop(event, () => location.assign(`/posts/${own.id}/edit`));
}

function preference() {
  return TOUCH.matches ? 'ctrl' : local(store => store.getItem(ENTER)) ?? 'enter';
}

// Private: where things are

function formOf(target) {
  return target?.closest?.('form[data-composer]') ?? null;
}

// What is dropped on a conversation goes where one writes in it, unless that could be to others than was meant.
function formNear(target) {
  const forms = target?.closest?.('.talk')?.querySelectorAll('form[data-composer]') ?? [];
  return formOf(target) ?? (forms.length === 1 ? forms[0] : null);
}

function fieldOf(form) {
  return form.querySelector('textarea');
}

function inputOf(form) {
  return form.querySelector('input[type=file]');
}

function stop(event, does) {
  event.preventDefault();
  event.stopPropagation();
  does();
}

function toast(text) {
  document.dispatchEvent(new CustomEvent('atrium:toast', { detail: { text } }));
}

// What was posted comes by the live stream; where that is down, the page is fetched.
function refresh() {
  if (!('hears' in document.body.dataset)) document.dispatchEvent(new CustomEvent('atrium:refresh', { cancelable: true }));
}

function parsed(text, otherwise = {}) {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise;
  }
}

// Storage may be full or forbidden; writing must not fail over it.
function local(use) {
  try {
    return use(localStorage);
  } catch {
    return null;
  }
}
