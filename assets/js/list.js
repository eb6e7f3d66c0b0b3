// list.js: a list answers without a new page. form[data-filter] asks by address while one types; links inside [data-list]
// that lead to this very path (tabs, chips, sorts, pages) are fetched too. Each [data-list=key] of the page is replaced by
// the one of the answer. Typing replaces the entry in the history, a link adds one; back and forward answer, where one was
// on the page. Says `atrium:address` (what the page shows now) and `atrium:swapped` on what is new.
// [data-up] in a [data-ordered] list moves its row up.

const policy = globalThis.trustedTypes?.createPolicy('atrium-list', { createHTML: html => html });
const WAIT = 200; // ms after the last letter
const HOVER = 80; // ms over a link that may be meant
const FRESH = 3000; // ms that an answer fetched ahead is good for

let timer, request, hover;
let ahead = null; // {to, at, answer}: one at a time
let shown = location.href;

// Lifecycle

document.addEventListener('input', onInput);
document.addEventListener('submit', onSubmit);
document.addEventListener('click', onClick);
document.addEventListener('mouseover', onHover);
document.addEventListener('touchstart', onHover, { passive: true });
document.addEventListener('atrium:swapped', () => (ahead = null));
addEventListener('popstate', onPop);
addEventListener('scrollend', () => history.state?.list && remember());

// Actions

function onInput({ target }) {
  const form = target.closest?.('form[data-filter]');
  if (!form) return;
  clearTimeout(timer);
  request?.abort();
  timer = setTimeout(() => ask(asked(form)), WAIT);
}

function onSubmit(event) {
  if (!event.target.matches('form[data-filter]')) return;
  event.preventDefault();
  clearTimeout(timer);
  ask(asked(event.target));
}

function onClick(event) {
  const up = event.target.closest?.('[data-ordered] [data-up]');
  if (up) return move(up);
  const link = ours(event.target);
  const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !plain || event.defaultPrevented) return;
  event.preventDefault();
  link.closest('[popover]')?.hidePopover?.();
  ask(link.href, { link });
}

function onHover({ target, type }) {
  const link = ours(target);
  clearTimeout(hover);
  if (!link || navigator.connection?.saveData || link.href === shown) return;
  hover = setTimeout(() => fetchAhead(link.href), type === 'touchstart' ? 0 : HOVER);
}

async function onPop({ state }) {
  if (!state?.list || location.href === shown) return;
  await ask(location.href, { back: true });
  scrollTo({ top: state.y ?? 0, behavior: 'instant' });
}

// Private: addresses

function ours(target) {
  const link = target.closest?.('[data-list] a[href]');
  if (!link || link.target || link.matches('[download], [data-panel]')) return null;
  const same = link.origin === location.origin && link.pathname === location.pathname;
  return same && !link.hash ? link : null;
}

// What the form says, beside what the address asks already: its hidden fields are of when it was drawn.
function asked(form) {
  const url = new URL(form.action, location.href);
  const fields = [...form.querySelectorAll('input:not([type=hidden])')].map(({ name, value }) => [name, value]);
  const query = new URLSearchParams(location.search);
  for (const name of ['after', 'before', ...fields.map(([name]) => name)]) query.delete(name);
  for (const [name, value] of fields) if (value.trim()) query.append(name, value);
  url.search = query;
  return url.href;
}

// Private: asking

function get(to, signal) {
  const headers = { 'Atrium-Part': 'live', Accept: 'text/html; part="*"' };
  return fetch(to, { cache: 'no-store', headers, signal });
}

function fetchAhead(to) {
  if (ahead?.to === to && performance.now() - ahead.at < FRESH || ahead?.busy) return;
  const kept = (ahead = { to, at: performance.now(), busy: true });
  kept.answer = get(to).catch(() => null).finally(() => (kept.busy = false));
}

async function answer(to, signal) {
  const kept = ahead?.to === to && performance.now() - ahead.at < FRESH ? ahead : null;
  ahead = null;
  return (await kept?.answer) ?? get(to, signal);
}

async function ask(to, { link, back } = {}) {
  request?.abort();
  const mine = (request = new AbortController());
  const turn = () => mine === request;
  link?.setAttribute('aria-busy', 'true');
  try {
    const response = await answer(to, mine.signal);
    if (!response.ok || response.redirected) return location.assign(to);
    const doc = parse(await response.text());
    if (!turn()) return;
    if (link) {
      remember();
      history.pushState({ list: true, y: 0 }, '', to);
    } else if (!back) {
      history.replaceState(history.state, '', to);
    }
    shown = location.href;
    await change(() => show(doc), Boolean(link || back));
    if (link || back) fillIn(back);
    if (link?.closest('.pager')) scrollTo({ top: 0, behavior: 'instant' });
    document.dispatchEvent(new CustomEvent('atrium:address', { detail: to }));
  } catch {
    // overtaken, or no connection: what is shown stays
  } finally {
    link?.removeAttribute('aria-busy');
  }
}

// Where one is on the page, for the way back.
function remember() {
  history.replaceState({ ...history.state, list: true, y: scrollY }, '');
}

// Private: showing

async function change(swap, seen) {
  if (!seen || !document.startViewTransition) return swap();
  const transition = document.startViewTransition(swap);
  for (const promise of [transition.ready, transition.finished]) promise.catch(() => {});
  await transition.updateCallbackDone;
}

function show(doc) {
  const parts = [doc, ...[...doc.querySelectorAll('template')].map(each => each.content)];
  for (const old of document.querySelectorAll('[data-list]')) {
    const name = `[data-list="${CSS.escape(old.dataset.list)}"]`;
    const made = parts.map(part => part.querySelector(name)).find(Boolean);
    if (!made) continue;
    const at = [...old.querySelectorAll('a[href]')].indexOf(document.activeElement);
    const node = document.adoptNode(made);
    old.replaceWith(node);
    if (at >= 0) node.querySelectorAll('a[href]')[at]?.focus({ preventScroll: true });
    node.dispatchEvent(new CustomEvent('atrium:swapped', { bubbles: true }));
  }
}

// The search says what the address says; nobody's typing is overwritten but by the way back.
function fillIn(back) {
  const query = new URLSearchParams(location.search);
  for (const field of document.querySelectorAll('form[data-filter] input[type=search]')) {
    if (back || field !== document.activeElement) field.value = query.get(field.name) ?? '';
  }
}

function move(button) {
  const row = button.closest('li');
  if (row?.previousElementSibling) row.parentNode.insertBefore(row, row.previousElementSibling);
  button.focus();
}

function parse(html) {
  return new DOMParser().parseFromString(policy?.createHTML(html) ?? html, 'text/html');
}
