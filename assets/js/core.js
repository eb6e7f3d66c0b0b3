// core.js, on every page: shortcuts, forms that post once, toasts, kept drafts, `command` where it is missing.
// a[data-go=l], (a|button|input)[data-key=n], [data-row] with a [data-tick] and a link, dialog#palette, dialog#keys,
// form[data-once], form[data-signout], #toasts > .toast [data-dismiss], .err-sum, body[data-user][data-sender=url of composer.js], textarea[data-draft=key],
// [data-draft-clear="key key"]; after a post that comes back to the same page its place is kept. Hears `atrium:toast` {text, tone, undo: address} or {node}, `atrium:swapped`.

const FIELD = 'textarea, select, input:not([type=checkbox], [type=radio])';
const KEYS = {
  g: () => (goUntil = Date.now() + 1500),
  j: () => step(1),
  k: () => step(-1),
  x: () => click(row()?.querySelector('[data-tick]')),
  X: () => tickTo(row()?.querySelector('[data-tick]')),
  '?': () => open('keys'),
  Enter: () => document.activeElement?.matches('[data-row], [data-row] [data-tick]') && click(opens(row())),
};
const OURS = 'atrium:';
const DRAFTS = `${OURS}${document.body.dataset.user ?? ''}:draft:`;

const PLACE = `${OURS}place`;
const SOON = 60_000; // a post that took longer is not what one waits for

// What scripts say, in the language of the page (`data-words`); English where it has no word for it. Core comes first, so all have it.
const WORDS = JSON.parse(document.body.dataset.words ?? '{}');
globalThis.inWords = text => WORDS[text] ?? text;

const toasts = document.getElementById('toasts');

let goUntil = 0; // until when a letter after `g` means a place

// Lifecycle

// On the window: modules on the document come first and may have dealt with it.
addEventListener('keydown', onKey);
addEventListener('click', onClick);
addEventListener('submit', onSubmit);
addEventListener('input', onInput);
addEventListener('close', placeToasts, true);
addEventListener('toggle', begin, true);
document.addEventListener('atrium:toast', event => showToast(event.detail));
document.addEventListener('atrium:swapped', event => settle(event.target));
for (const name of ['pageswap', 'pagereveal']) addEventListener(name, unseen);
addEventListener('pageshow', () => document.querySelectorAll('[aria-busy=true]').forEach(release));

addEventListener('hashchange', openNamed);

settle(document);
openNamed();
showTab(document.querySelector('.tabs [aria-current]'));
keepPlace();
forgetPost();
sendLeft();
setTimeout(() => toasts?.append(...toasts.childNodes), 300); // what is added is read out, what was there is not

// Actions

function onKey(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const chord = event.ctrlKey || event.metaKey;
  if (chord && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
    if (open('palette')) event.preventDefault();
    return;
  }
  if (chord || event.altKey || event.target.isContentEditable || event.target.matches?.(FIELD)) return;
  const going = Date.now() < goUntil;
  goUntil = 0;
  const done = going ? go(event.key) : KEYS[event.key] ? KEYS[event.key]() : press(event.key);
  if (done) event.preventDefault();
}

function onClick(event) {
  const button = event.target.closest?.('[data-dismiss], button[commandfor]');
  if (button?.matches('[data-dismiss]')) dismiss(button.closest('.toast'));
  else if (button && !('commandForElement' in button)) command(button);
}

// A repeat is stopped here; the server's `_key` stops those that get past us.
function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (form.matches('[data-signout]')) [forget, hush].forEach(each => each());
  if (form.method === 'post') markPlace();
  if (!form.matches('[data-once]')) return;
  if (form.getAttribute('aria-busy') === 'true') return event.preventDefault();
  for (const busy of [form, event.submitter]) busy?.setAttribute('aria-busy', 'true');
  setTimeout(() => [form, event.submitter].forEach(release), 20_000); // a download never leaves the page
}

function onInput({ target }) {
  if (!target.dataset?.draft) return;
  stored(store => target.value.trim()
    ? store.setItem(DRAFTS + target.dataset.draft, target.value)
    : store.removeItem(DRAFTS + target.dataset.draft));
}

// Private: keys

function go(key) {
  return click(document.querySelector(`a[data-go="${CSS.escape(key)}"]`));
}

// The row at hand answers first (its own edit link), then the page.
function press(key) {
  if (key.length > 1 || key === ' ') return false;
  const wanted = `:is(a, button, input, select, textarea, summary)[data-key="${CSS.escape(key)}"]`;
  const found = row()?.querySelector(wanted) ?? (key === 'e' && row() ? row().querySelector('a[href]') : scope().querySelector(wanted));
  if (!found?.matches(FIELD)) return click(found);
  found.focus();
  found.select?.();
  return true;
}

function step(by) {
  const rows = [...scope().querySelectorAll('[data-row]')].filter(each => each.checkVisibility?.() ?? true);
  const at = rows.indexOf(row());
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
  const target = next?.tabIndex >= 0 ? next : opens(next) ?? next?.querySelector('button, input');
  target?.focus();
  target?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  return Boolean(target);
}

// What a row leads to: the link of its name, before whatever else stands in it.
function opens(row) {
  return row?.querySelector('[data-open], th a[href]') ?? row?.querySelector('a[href]');
}

function row() {
  return document.activeElement?.closest('[data-row]');
}

// Behind an open dialog nothing may be pressed.
function scope() {
  return topDialog() ?? document;
}

function click(element) {
  element?.click();
  return Boolean(element);
}

// All rows from the last one that was ticked.
function tickTo(tick) {
  tick?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: true }));
  return Boolean(tick);
}

function open(id) {
  const dialog = document.getElementById(id);
  if (!dialog?.showModal) return false;
  if (!dialog.open) dialog.showModal();
  return true;
}

// A transition that a quicker click skips is nothing to report.
function unseen({ viewTransition }) {
  for (const promise of [viewTransition?.ready, viewTransition?.finished]) promise?.catch(() => {});
}

// What an address names behind its # and isn't open: a dialog, or what lies in a fold.
function openNamed() {
  const named = document.getElementById(location.hash.slice(1));
  if (!named) return;
  if (named.matches('dialog')) return open(named.id);
  const fold = named.closest('details:not([open])');
  if (fold) fold.open = true;
  if (named.matches('input, select, textarea')) named.focus();
}

// Private: what older browsers lack

function command(button) {
  const target = document.getElementById(button.getAttribute('commandfor'));
  const name = button.getAttribute('command');
  if (!target || !/^(show-modal|(request-)?close|(show|hide|toggle)-popover)$/.test(name)) return;
  const method = name.replace('request-', '').replace(/-./, part => part[1].toUpperCase());
  if (method !== 'showModal' || !target.open) target[method]();
}

// Who opens a dialog by keyboard wants its first field, not the button that closes it.
function begin({ target, newState }) {
  if (newState !== 'open' || !target.matches?.('dialog:modal')) return;
  target.querySelector('.body :is(input:not([type=hidden]), select, textarea)')?.focus();
}

// Private: forms and drafts

function release(element) {
  element?.removeAttribute('aria-busy');
}

function settle(root) {
  reachScrollers();
  root.querySelectorAll('[data-draft-clear]').forEach(sent);
  for (const field of root.querySelectorAll('textarea[data-draft]')) {
    if (field.value === '') field.value = stored(store => store.getItem(DRAFTS + field.dataset.draft)) ?? '';
  }
  root.querySelectorAll('.toast').forEach(each => retire(each));
  const problems = root.querySelector('.err-sum');
  if (!problems || root === document && problems.autofocus) return; // the browser puts the focus there itself
  problems.tabIndex = -1;
  problems.focus();
}

// What scrolls sideways and holds nothing to step to is stepped to itself, or keys can't scroll it.
function reachScrollers() {
  for (const table of document.querySelectorAll('main table')) {
    const box = table.parentElement;
    const scrolls = box.scrollWidth > box.clientWidth + 1 && !box.querySelector('a[href], button, input, select, textarea, summary');
    if (!scrolls && box.tabIndex < 0) continue;
    box.tabIndex = scrolls ? 0 : -1;
  }
}

function markPlace() {
  const place = { path: ownPath(), y: scrollY, at: Date.now() };
  stored(store => store.setItem(PLACE, JSON.stringify(place)), () => sessionStorage);
}

// Where one was before the post; what has to be mended comes into view instead.
function keepPlace() {
  const place = JSON.parse(stored(store => store.getItem(PLACE), () => sessionStorage) ?? 'null');
  stored(store => store.removeItem(PLACE), () => sessionStorage);
  const wrong = document.querySelector('main :is(.err-sum, [aria-invalid=true], [data-refused])');
  if (wrong) return wrong.scrollIntoView({ block: 'center', behavior: 'instant' });
  if (!place || location.hash || place.path !== ownPath() || Date.now() - place.at > SOON) return;
  scrollTo({ top: place.y, behavior: 'instant' });
}

// Reload, and Back to here, ask for the page: sending what was refused once more helps nobody.
function forgetPost() {
  const { responseStatus } = performance.getEntriesByType('navigation')[0] ?? {};
  if (responseStatus === 422) history.replaceState(history.state, '', document.body.dataset.at ?? location.href);
}

// What was written in a conversation and isn't sent yet goes from whatever page is opened next.
function sendLeft() {
  const { user, sender } = document.body.dataset;
  const left = sender && stored(store => store.getItem(`${OURS}${user}:unsent`));
  if (left?.includes('{')) import(sender);
}

// Where the strip of tabs is longer than the screen, the one at hand shows.
function showTab(tab) {
  const strip = tab?.closest('.tabs');
  if (strip && strip.scrollWidth > strip.clientWidth) strip.scrollLeft = tab.offsetLeft - strip.offsetLeft - 40;
}

function ownPath() {
  return document.body.dataset.at ?? location.pathname;
}

// The toast of a deed names the draft it was made of.
function sent({ dataset }) {
  for (const key of dataset.draftClear?.split(/\s+/) ?? []) stored(store => store.removeItem(DRAFTS + key));
}

function forget() {
  globalThis.indexedDB?.deleteDatabase(`${OURS}files`); // of what isn't sent yet
  stored(store => Object.keys(store).filter(key => key.startsWith(OURS)).forEach(key => store.removeItem(key)));
}

// What is pushed to this browser, and what of it is still shown, is for whoever leaves. The server stops by itself as well.
async function hush() {
  const worker = await navigator.serviceWorker?.getRegistration().catch(() => null);
  const [held, shown] = await Promise.all([worker?.pushManager?.getSubscription(), worker?.getNotifications?.()]);
  shown?.forEach(each => each.close());
  await held?.unsubscribe();
}

// Storage may be full or forbidden; a page must not fail over a draft.
function stored(use, where = () => localStorage) {
  try {
    return use(where());
  } catch {
    return null;
  }
}

// Private: toasts

function showToast({ text, tone = 'pool', undo, node }) {
  if (!toasts) return;
  const toast = node ? document.adoptNode(node) : newToast(text, tone, undo);
  sent(toast);
  placeToasts();
  toasts.append(toast);
  retire(toast);
}

function newToast(text, tone, undo) {
  const make = (name, properties) => Object.assign(document.createElement(name), properties);
  const toast = make('div', { className: 'toast' });
  const button = make('button', { className: 'btn s', type: undo ? 'submit' : 'button', textContent: undo ? 'Undo' : 'Dismiss' });
  toast.dataset.tone = tone;
  toast.append(make('span', { className: 'dot' }), make('span', { textContent: text }));
  if (!undo) {
    button.dataset.dismiss = '';
    toast.append(button);
    return toast;
  }
  const form = toast.appendChild(make('form', { method: 'post', action: undo }));
  form.dataset.once = '';
  form.append(button);
  return toast;
}

// A modal dialog makes everything else inert, so the toasts move into it and out again.
function placeToasts() {
  const home = topDialog() ?? document.body;
  if (toasts && toasts.parentNode !== home) home.append(toasts);
}

function topDialog() {
  return [...document.querySelectorAll('dialog:modal')].at(-1);
}

function retire(toast, wait = 10_000) {
  setTimeout(() => {
    if (document.hidden || toast.matches(':hover, :focus-within')) retire(toast, 2_000);
    else toast.remove();
  }, wait);
}

function dismiss(toast) {
  toast?.remove();
  document.getElementById('main')?.focus({ preventScroll: true });
}
