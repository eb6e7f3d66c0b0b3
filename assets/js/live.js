// live.js: when others change what this page shows, fetches it again and replaces the regions that differ.
// body[data-live="project:214 user:5"][data-seq=1234], unique regions [data-live-id], #offline[hidden]; an open panel is
// a second root [data-live][data-url]. GET /live?topics=a+b&after=seq streams `change` {seq, topics}, `reload` and `bye`.
// Hears `atrium:refresh` (fetch now), `atrium:topics` (roots came or went); says `atrium:swapped` on each new node.

const TOGETHER = 150; // ms in which changes share one fetch
const UNSEEN = 5 * 60_000; // a tab hidden this long gives its connection back
const PATIENCE = 30_000; // without connection before we say so
const GRACE = 400; // for a new session to arrive where the old one ended
const FIELD = 'textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])';
const ENGAGED = 'dialog[open], :popover-open, [aria-busy=true], [data-lifted], .ghost, .err-sum, [data-refused][open]';

const policy = globalThis.trustedTypes?.createPolicy('atrium-live', { createHTML: html => html });
// An open panel changes location, not the page; one that answers a refused post says where it is read.
const page = new URL(document.body.dataset.at ?? location.href, location.href).href.replace(/#.*/, '');
const due = new Set(); // roots to fetch again

let seq = Number(document.body.dataset.seq) || 0;
let source, subscribed, timer, working, leaving, complaint, retry, ended;

// Lifecycle

document.addEventListener('visibilitychange', onVisibility);
document.addEventListener('atrium:refresh', onRefresh);
document.addEventListener('atrium:topics', () => topics() !== subscribed && connect());
for (const name of ['focusout', 'reset', 'close', 'toggle']) document.addEventListener(name, onLeave, true);
addEventListener('pagehide', disconnect);
addEventListener('pageshow', event => event.persisted && connect());

connect();

// Actions

function onChange(event) {
  const change = JSON.parse(event.data);
  seq = Math.max(seq, change.seq);
  for (const root of roots()) {
    const seen = Number(root.dataset.seq) || 0;
    if (change.seq > seen && change.topics.some(topic => topicsOf(root).includes(topic))) due.add(root);
  }
  if (due.size) later();
}

// Whoever sends this learns by the cancelled event that the page will be refreshed.
function onRefresh(event) {
  event.preventDefault();
  due.add(document.body);
  for (const root of roots()) due.add(root);
  later(0);
}

// What was skipped because someone was typing is caught up on.
function onLeave() {
  if (!document.querySelector('[data-stale]')) return;
  setTimeout(() => {
    for (const node of document.querySelectorAll('[data-stale]')) if (!busy(node)) due.add(rootOf(node));
    if (due.size) later();
  }, TOGETHER);
}

function onVisibility() {
  clearTimeout(leaving);
  if (document.hidden) leaving = setTimeout(disconnect, UNSEEN);
  else if (!source) connect();
  if (due.size) later();
}

// The session's token is another one: after proof, in another tab perhaps, there is a new one and nothing is lost;
// or there is none, and the page goes. A post under way may be what ended it: its answer comes first.
function onBye() {
  ended = true;
  disconnect();
  retry = setTimeout(() => (document.querySelector('form[aria-busy=true]') ? onBye() : connect()), GRACE);
}

function onOpen() {
  ended = false;
  clearTimeout(complaint);
  complaint = null;
  document.getElementById('offline')?.setAttribute('hidden', '');
  if (due.size) later();
}

function onError() {
  complaint ??= setTimeout(() => document.getElementById('offline')?.removeAttribute('hidden'), PATIENCE);
  if (source?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
  if (ended) return location.reload();
  clearTimeout(retry);
  retry = setTimeout(connect, 2_000 + Math.random() * 8_000);
}

// Private: the stream

function connect() {
  disconnect();
  subscribed = topics();
  if (!subscribed) return;
  source = new EventSource(`/live?${new URLSearchParams({ topics: subscribed, after: seq })}`);
  source.addEventListener('open', onOpen);
  source.addEventListener('error', onError);
  source.addEventListener('change', onChange);
  source.addEventListener('reload', onRefresh);
  source.addEventListener('bye', onBye);
}

function disconnect() {
  clearTimeout(retry);
  source?.close();
  source = null;
}

function topics() {
  return [...new Set(roots().flatMap(topicsOf))].sort().join(' ');
}

function roots() {
  return [...document.querySelectorAll('[data-live]')];
}

function topicsOf(root) {
  return (root.dataset.live ?? '').split(/\s+/).filter(Boolean);
}

function rootOf(node) {
  return node.closest('[data-live]') ?? document.body;
}

// Private: fetching

function later(wait = TOGETHER) {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(catchUp, wait);
}

async function catchUp() {
  if (working) return; // the loop below takes what arrives meanwhile
  working = true;
  for (const root of due) {
    due.delete(root);
    if (root.isConnected && !(await refresh(root))) {
      due.add(root); // no connection: onOpen takes it up again
      break;
    }
  }
  working = false;
}

async function refresh(root) {
  const home = root.closest('[data-url]');
  try {
    const url = home?.dataset.url ?? page;
    const response = await fetch(url, { cache: 'no-store', headers: { 'Atrium-Part': home ? 'panel' : 'live' } });
    if (response.status >= 500 || response.status === 429) return false;
    if (response.ok && !response.redirected) replace(root, parse(await response.text()));
    else if (!home && !busy(document.body)) location.replace(page); // signed out or gone: let the server say it
    return true;
  } catch {
    return false;
  }
}

function parse(html) {
  return new DOMParser().parseFromString(policy?.createHTML(html) ?? html, 'text/html');
}

// Private: replacing

function replace(root, doc) {
  const current = new Map();
  for (const node of document.querySelectorAll('[data-live-id]')) {
    if (rootOf(node) === root) current.set(node.dataset.liveId, node);
  }
  // Outer regions come first; the old inner ones are then detached and passed over.
  for (const fresh of doc.querySelectorAll('[data-live-id]')) {
    const old = current.get(fresh.dataset.liveId);
    if (!old?.isConnected) continue;
    if (asServed(old) === asServed(fresh)) old.removeAttribute('data-stale');
    else if (busy(old)) old.setAttribute('data-stale', '');
    else swap(old, fresh);
  }
  const rendered = doc.querySelector('[data-seq]');
  if (rendered) root.dataset.seq = rendered.dataset.seq;
  for (const node of doc.querySelectorAll('#toasts > .toast')) {
    document.dispatchEvent(new CustomEvent('atrium:toast', { detail: { node } }));
  }
}

function swap(old, fresh) {
  const node = document.adoptNode(fresh);
  const focus = old.contains(document.activeElement) && twin(document.activeElement, node);
  const { scrollLeft: left, scrollTop: top } = old;
  for (const tick of old.querySelectorAll('[data-tick]:checked')) {
    const same = twin(tick, node);
    if (same) same.checked = true;
  }
  const folds = node.querySelectorAll('details');
  old.querySelectorAll('details').forEach((fold, at) => folds[at] && (folds[at].open = fold.open));
  old.replaceWith(node);
  if (left || top) node.scrollTo({ left, top, behavior: 'instant' });
  if (focus) focus.focus({ preventScroll: true });
  node.classList.add('arrived');
  setTimeout(() => node.classList.remove('arrived'), 1500);
  node.dispatchEvent(new CustomEvent('atrium:swapped', { bubbles: true }));
}

// The same thing in the new node, by what names it.
function twin(element, node) {
  const name = ['id', 'data-live-id', 'data-id', 'href', 'value', 'name'].find(each => element.getAttribute(each));
  if (!name) return null;
  const selector = `${element.localName}[${name}="${CSS.escape(element.getAttribute(name))}"]`;
  return node.matches(selector) ? node : node.querySelector(selector);
}

// Without what scripts and people add to it: our marks, running clocks, unfolded details.
function asServed(node) {
  const copy = node.cloneNode(true);
  for (const each of [copy, ...copy.querySelectorAll('.arrived, [data-stale], [data-since], [data-rel], details, [data-fold], [data-parent]')]) {
    if (each.matches('[data-since], [data-rel]')) each.textContent = '';
    if (each.matches('[data-fold]')) each.setAttribute('aria-expanded', 'true');
    if (each.matches('[data-parent]')) each.hidden = false;
    each.classList.remove('arrived');
    if (!each.classList.length) each.removeAttribute('class');
    for (const name of ['data-stale', 'open']) each.removeAttribute(name);
  }
  return copy.outerHTML;
}

function busy(node) {
  const active = document.activeElement;
  if (node.contains(active) && active.matches(FIELD)) return true;
  if (node.matches(ENGAGED) || node.querySelector(ENGAGED)) return true;
  return [...node.querySelectorAll('input, textarea, select')].some(dirty);
}

function dirty(field) {
  if (field.matches('[type=hidden], [data-tick], [data-tick-all]')) return false;
  if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
  if (field.localName !== 'select') return field.value !== field.defaultValue;
  const first = [...field.options].findIndex(option => option.defaultSelected);
  return field.selectedIndex !== (field.multiple ? first : Math.max(0, first));
}
