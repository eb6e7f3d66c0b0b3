// quick.js: something is made on one line. form[data-quick=address] > input[name=text], .chips, .err[hidden]; Enter posts it
// (Accept: JSON) and leaves the line ready for the next, Shift+Enter takes what was typed to the whole form
// (button[formmethod=get]). What is read of the line comes from GET address?text=.. (Atrium-Part: line) into .chips.
// Several pasted lines become several, after a question. Says `atrium:toast`, `atrium:refresh`.

const policy = globalThis.trustedTypes?.createPolicy('atrium-quick', { createHTML: html => html });
const WAIT = 150; // ms after the last letter
const MARKED = /[@!\d"]|\b(to[dm]|mon|tue|wed|thu|fri|sat|sun|next)/i; // lines in which something may be read

const queues = new WeakMap(); // of each form: {tail, left}, what is being sent and how many are

let timer, request;

// Lifecycle

document.addEventListener('input', onInput);
document.addEventListener('keydown', onKey);
document.addEventListener('paste', onPaste);
document.addEventListener('submit', onSubmit);
document.addEventListener('click', onClick);

// Actions

function onInput({ target }) {
  const form = formOf(target);
  if (!form) return;
  complain(form, '');
  clearTimeout(timer);
  request?.abort();
  const address = form.dataset.quick;
  if (!address || !MARKED.test(target.value)) return form.querySelector('.chips').replaceChildren();
  timer = setTimeout(() => read(form, address, target.value), WAIT);
}

function onKey(event) {
  const form = formOf(event.target);
  if (!form || event.isComposing) return;
  if (event.key === 'Escape' && !event.target.value) return event.target.blur();
  if (event.key !== 'Enter' || !event.shiftKey) return;
  event.preventDefault();
  form.querySelector('button[formmethod=get]')?.click();
}

function onPaste(event) {
  const form = formOf(event.target);
  if (!form) return;
  const text = event.clipboardData.getData('text/plain');
  const lines = text.split(/\r?\n/).map(line => line.replace(/^\s*([-*•]|\[ ?\]|\d+[.)])\s+/, '').trim()).filter(Boolean);
  if (lines.length < 2) return;
  event.preventDefault();
  ask(form, lines).focus();
}

function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || !form.matches('[data-quick]') || event.submitter?.formMethod === 'get') return;
  event.preventDefault();
  send(form, new URLSearchParams(new FormData(form)));
}

function onClick({ target }) {
  const button = target.closest?.('.quick-ask button');
  if (!button) return;
  const box = button.closest('.quick-ask');
  const { form } = button;
  const lines = box.lines;
  box.remove();
  form.text.focus();
  if (button.value === 'one') form.text.setRangeText(lines.join(' '), form.text.selectionStart, form.text.selectionEnd, 'end');
  if (button.value !== 'all') return;
  const body = new URLSearchParams(new FormData(form));
  body.set('text', lines.join('\n'));
  send(form, body);
}

// Private

function formOf(element) {
  return element?.matches?.('[data-quick] > input[name=text]') ? element.form : null;
}

async function read(form, address, text) {
  request = new AbortController();
  try {
    const url = `${address}?${new URLSearchParams({ text })}`;
    const response = await fetch(url, { headers: { 'Atrium-Part': 'line' }, signal: request.signal });
    if (!response.ok || response.redirected || form.text.value !== text) return;
    form.querySelector('.chips').replaceChildren(...parse(await response.text()).body.childNodes);
  } catch {
    // overtaken, or no connection: it is read when it is sent
  }
}

// Those who type on while it is saved don't wait: the line is free at once, and what is sent meanwhile goes next.
function send(form, body) {
  const queue = queues.get(form) ?? { tail: Promise.resolve(), left: 0 };
  queues.set(form, queue);
  clear(form);
  queue.left++;
  queue.tail = queue.tail.then(() => post(form, body)).then(() => queue.left--);
}

function clear(form) {
  clearTimeout(timer);
  request?.abort();
  form.text.value = '';
  form.text.defaultValue = '';
  form.querySelector('.chips').replaceChildren();
  form.text.focus();
}

async function post(form, body) {
  form.setAttribute('aria-busy', 'true');
  try {
    const headers = { Accept: 'application/json', 'Atrium-Part': 'line' };
    const response = await fetch(form.getAttribute('action'), { method: 'POST', body, headers });
    if (response.redirected || response.status === 401) return location.reload();
    const answer = await response.json().catch(() => null);
    if (!response.ok) return refused(form, body, why(answer) ?? `Not added, the server answered ${response.status}.`);
    say('atrium:toast', { detail: { text: answer.said, undo: answer.undo && `/undo/${answer.undo}` } });
    const alone = queues.get(form).left === 1 && !form.text.value;
    if (say('atrium:refresh', { cancelable: true }) && alone) location.reload(); // live.js is not there to do it
  } catch {
    refused(form, body, 'Not added, there is no connection. Your line is still here.');
  } finally {
    form.removeAttribute('aria-busy');
  }
}

// Back into its line; beside it, where the next is being typed by now. The form may have been drawn anew.
function refused(old, body, reason) {
  const same = form => form.getAttribute('action') === old.getAttribute('action')
    && [...new FormData(form)].every(([name, value]) => name === 'text' || body.get(name) === value);
  const form = old.isConnected ? old : [...document.querySelectorAll('form[data-quick]')].find(same) ?? old;
  const lines = body.get('text').split('\n');
  if (lines.length === 1 && !form.text.value) form.text.value = lines[0];
  else ask(form, [...(form.querySelector('.quick-ask')?.lines ?? []), ...lines], 'were not added.');
  complain(form, reason);
}

function ask(form, lines, what = 'were pasted.') {
  form.querySelector('.quick-ask')?.remove();
  const box = Object.assign(document.createElement('div'), { className: 'quick-ask row', role: 'group' });
  box.lines = lines;
  const button = (value, text, kind) => Object.assign(document.createElement('button'), { type: 'button', value, textContent: text, className: `btn s ${kind}` });
  const first = button('all', `Add ${lines.length}`, 'primary');
  const said = lines.length === 1 ? `“${lines[0]}” ${what.replace('were', 'was')}` : `${lines.length} lines ${what}`;
  box.append(said, first, button('one', 'As one line', ''), button('none', 'Cancel', 'quiet'));
  form.append(box);
  return first;
}

function complain(form, text) {
  const place = form.querySelector('.err');
  place.textContent = text;
  place.hidden = !text;
  if (text) form.text.setAttribute('aria-invalid', 'true');
  else form.text.removeAttribute('aria-invalid');
}

function why(answer) {
  return answer?.errors?.[0]?.message ?? answer?.detail;
}

function parse(html) {
  return new DOMParser().parseFromString(policy?.createHTML(html) ?? html, 'text/html');
}

function say(name, options) {
  return document.dispatchEvent(new CustomEvent(name, options));
}
