// live.js: when others change what this page shows, fetches the regions that show it and replaces those that differ.
// body[data-live="project:214"][data-seq=1234], unique regions [data-live-id]; an open panel is a second root
// [data-live][data-url]. A region says more narrowly what it shows: [data-topics="tasks@person:5"] instead of its root's,
// [data-kinds="comments"] of them only these, [data-of="tasks:7"] that record alone ([data-within]: what of it shows
// elsewhere too), [data-calm=5000] that it is fetched no more often than that. GET /live?topics=a+b&after=seq&quiet=n streams `change` {seq, quiet, topics, of, spread, fragments} (one
// with `quiet`, a count, has no sequence of its own: body[data-quiet] is what the page has seen of these), `passing`,
// `reload` and `bye`. Hears `atrium:refresh` (fetch now), `atrium:topics` (roots came or went), `atrium:address` (a list answers another question); says `atrium:swapped` on
// each new node, `atrium:passing` {topic, what, person, name}. body[data-hears] while the stream is open; what doesn't connect for long: #offline[hidden].

const GATHER = 50; // ms in which changes share one fetch, at least
const WHOLE = '*'; // all regions of a root
const MANY = 40; // more regions than this are fetched as all
const UNSEEN = 5 * 60_000; // a tab hidden this long gives its connection back
const PATIENCE = 30_000; // without connection before we say so
const GRACE = 400; // for a new session to arrive where the old one ended
const FIELD = 'textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])';
const READY = '[data-quick] > input:placeholder-shown'; // a line that waits for the next thing, which keeps the focus
const ENGAGED = 'dialog[open], :popover-open, [aria-busy=true], [data-lifted], .ghost, .err-sum, [data-refused][open]';

const policy = globalThis.trustedTypes?.createPolicy('atrium-live', { createHTML: html => html });
const due = new Map(); // roots, each with the ids of its regions to fetch again
const fresh = new WeakMap(); // regions, each with the sequence it shows
const calm = new Map(); // regions that are fetched seldom, by their names: when that was, and whether it is due again

let seq = Number(document.body.dataset.seq) || 0;
let quiet = Number(document.body.dataset.quiet) || 0;
// An open panel changes location, not the page; one that answers a refused post says where it is read.
let page = new URL(document.body.dataset.at ?? location.href, location.href).href.replace(/#.*/, '');
let source, subscribed, timer, working, leaving, complaint, retry, ended, gone;

// Lifecycle

document.addEventListener('visibilitychange', onVisibility);
document.addEventListener('atrium:refresh', onRefresh);
document.addEventListener('atrium:address', event => (page = event.detail));
document.addEventListener('atrium:topics', () => topics() !== subscribed && connect());
for (const name of ['focusout', 'reset', 'close', 'toggle']) document.addEventListener(name, onLeave, true);
addEventListener('pagehide', disconnect);
addEventListener('pageshow', event => event.persisted && connect());

connect();

// Actions

function onChange(event) {
  const change = JSON.parse(event.data);
  seq = Math.max(seq, change.seq);
  quiet = change.quiet ?? quiet;
  for (const root of roots()) for (const id of concerned(root, change)) seldom(root, id) || want(root, id);
  later(GATHER + Math.random() * (change.spread - GATHER));
}

function onPassing(event) {
  document.dispatchEvent(new CustomEvent('atrium:passing', { detail: JSON.parse(event.data) }));
}

// Whoever sends this learns by the cancelled event that the page will be refreshed.
function onRefresh(event) {
  event.preventDefault();
  for (const root of new Set([document.body, ...roots()])) {
    want(root, WHOLE);
    for (const node of regions(root)) if (node.dataset.topics) want(root, node.dataset.liveId);
  }
  clearTimeout(timer);
  timer = null;
  later(0);
}

// What was skipped because someone was typing is caught up on.
function onLeave() {
  if (gone) return setTimeout(() => busy(document.body) || location.replace(page), GATHER);
  if (!document.querySelector('[data-stale]')) return;
  setTimeout(() => {
    for (const node of document.querySelectorAll('[data-stale]')) if (!busy(node)) want(rootOf(node), node.dataset.liveId);
    later();
  }, GATHER);
}

function onVisibility() {
  clearTimeout(leaving);
  if (document.hidden) leaving = setTimeout(disconnect, UNSEEN);
  else if (!source) connect();
  later();
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
  document.body.dataset.hears = '';
  clearTimeout(complaint);
  complaint = null;
  document.getElementById('offline')?.setAttribute('hidden', '');
  later();
}

function onError() {
  delete document.body.dataset.hears;
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
  source = new EventSource(`/live?${new URLSearchParams({ topics: subscribed, after: seq, quiet })}`);
  source.addEventListener('open', onOpen);
  source.addEventListener('error', onError);
  source.addEventListener('change', onChange);
  source.addEventListener('passing', onPassing);
  source.addEventListener('reload', onRefresh);
  source.addEventListener('bye', onBye);
}

function disconnect() {
  clearTimeout(retry);
  delete document.body.dataset.hears;
  source?.close();
  source = null;
}

function topics() {
  const narrower = [...document.querySelectorAll('[data-topics]')].map(node => words(node.dataset.topics));
  return [...new Set([...roots().map(topicsOf), ...narrower].flat())].sort().join(' ');
}

function roots() {
  return [...document.querySelectorAll('[data-live]')];
}

function topicsOf(root) {
  return words(root.dataset.live);
}

function rootOf(node) {
  return node.closest('[data-live]') ?? document.body;
}

function regions(root) {
  return [...document.querySelectorAll('[data-live-id]')].filter(node => rootOf(node) === root);
}

function words(text) {
  return (text ?? '').split(/\s+/).filter(Boolean);
}

// Private: what a change concerns

// The ids of a root's regions that show what changed and aren't shown as it is now.
function concerned(root, change) {
  const hit = topicsOf(root).some(topic => change.topics.includes(topic));
  const nodes = regions(root);
  const alone = new Set(nodes.map(node => node.dataset.of));
  const rest = change.of?.filter(of => !alone.has(of)); // what no region shows by itself
  const placed = hit ? place(nodes, change) : new Set();
  return nodes.filter(node => {
    const { liveId, topics, of, kinds } = node.dataset;
    if (!change.quiet && change.seq <= (fresh.get(node) ?? Number(root.dataset.seq) ?? 0)) return false;
    if (topics) return words(topics).some(topic => change.topics.includes(topic));
    if (!hit || placed.has(liveId)) return false;
    if (!change.of) return true;
    if (of) return change.of.includes(of);
    return kinds ? rest.some(of => words(kinds).includes(of.split(':')[0])) : rest.length > 0;
  }).map(node => node.dataset.liveId);
}

// Puts the fragments that came along in their regions; the ids of those that need no fetch.
function place(nodes, { fragments = [] }) {
  const placed = new Set();
  const unplaced = new Set();
  for (const { region, mode, html } of fragments) {
    const node = nodes.find(each => each.dataset.liveId === region && each.isConnected);
    (node && put(node, mode, html) ? placed : unplaced).add(region);
  }
  return new Set([...placed].filter(id => !unplaced.has(id)));
}

function put(node, mode, html) {
  const made = parse(html).body.firstElementChild;
  if (mode === 'replace') return !busy(node) && (swap(node, made), true);
  const list = node.matches('[data-grows]') ? node : node.querySelector('[data-grows]');
  if (!list || !made?.id) return false;
  if (document.getElementById(made.id)) return true; // it was fetched meanwhile
  list[mode](document.adoptNode(made));
  arrive(made);
  return true;
}

// Private: fetching

function want(root, id) {
  if (!due.has(root)) due.set(root, new Set());
  due.get(root).add(id);
}

// Whether a region that is fetched seldom was fetched just now: then it is wanted once, when its time comes.
function seldom(root, id) {
  const every = Number(regions(root).find(node => node.dataset.liveId === id)?.dataset.calm);
  if (!every) return false;
  const held = calm.get(id) ?? { at: 0, waits: false };
  calm.set(id, held);
  if (held.waits) return true;
  const wait = held.at + every - Date.now();
  held.waits = wait > 0;
  if (!held.waits) held.at = Date.now();
  else setTimeout(() => {
    Object.assign(held, { at: Date.now(), waits: false });
    if (root.isConnected) want(root, id);
    later();
  }, wait);
  return held.waits;
}

// A stream of changes doesn't put it off, and a page that nobody looks at waits until somebody does.
function later(wait = GATHER) {
  if (timer || document.hidden || !due.size) return;
  timer = setTimeout(() => {
    timer = null;
    catchUp();
  }, wait);
}

async function catchUp() {
  if (working) return; // what arrives meanwhile is taken up after it
  working = true;
  let connected = true;
  for (const [root, ids] of [...due]) {
    due.delete(root);
    connected = !root.isConnected || (await refresh(root, ids));
    if (connected) continue;
    for (const id of ids) want(root, id); // no connection: onOpen takes it up again
    break;
  }
  working = false;
  if (connected) later();
}

async function refresh(root, ids) {
  const home = root.closest('[data-url]');
  const asked = home ? [WHOLE] : outermost(root, ids);
  try {
    const headers = home ? { 'Atrium-Part': 'panel' } : { 'Atrium-Part': 'live', Accept: `text/html; part="${asked.join(' ')}"` };
    const response = await fetch(home?.dataset.url ?? page, { cache: 'no-store', headers });
    if (response.status >= 500 || response.status === 429) return false;
    if (response.ok && !response.redirected) replace(root, asked, parse(await response.text()));
    else if (!home) away();
    return true;
  } catch {
    return false;
  }
}

// Signed out or gone: the server says it, once nobody is writing here. Whoever is hears of it meanwhile.
function away() {
  if (!busy(document.body)) return location.replace(page);
  const text = inWords('You no longer see this page. What you are writing is still here, copy it before you leave.');
  if (!gone) document.dispatchEvent(new CustomEvent('atrium:toast', { detail: { text, tone: 'minium' } }));
  gone = true;
}

// A region comes with those within it. The walls around the page come by name only.
function outermost(root, ids) {
  const nodes = regions(root).filter(node => ids.has(node.dataset.liveId));
  const named = nodes.filter(node => !nodes.some(other => other !== node && other.contains(node)));
  const asked = named.map(node => node.dataset.liveId);
  if (!ids.has(WHOLE) && asked.length <= MANY) return asked;
  return [WHOLE, ...named.filter(node => node.dataset.topics).map(node => node.dataset.liveId)];
}

function parse(html) {
  return new DOMParser().parseFromString(policy?.createHTML(html) ?? html, 'text/html');
}

// Private: replacing

function replace(root, asked, doc) {
  const current = new Map(regions(root).map(node => [node.dataset.liveId, node]));
  const shown = Number(doc.querySelector('[data-seq]')?.dataset.seq) || 0;
  const parts = [doc, ...[...doc.querySelectorAll('[data-seq] > template')].map(each => each.content)];
  const found = new Set();
  let moved = false;
  // Outer regions come first; the old inner ones are then detached and passed over.
  for (const made of parts.flatMap(part => [...part.querySelectorAll('[data-live-id]')])) {
    const id = made.dataset.liveId;
    const old = current.get(id);
    found.add(id);
    if (!old?.isConnected) continue;
    if (asked.includes(id) && old.dataset.within !== made.dataset.within) moved = true;
    else if (asServed(old) === asServed(made)) settle(old, shown);
    else if (busy(old)) old.setAttribute('data-stale', '');
    else settle(swap(old, made), shown);
  }
  if (asked.includes(WHOLE)) return passToasts(doc);
  // What isn't there any more, or lies elsewhere now: the page as a whole says where.
  if (moved || asked.some(id => !found.has(id))) want(root, WHOLE);
  passToasts(doc);
}

function passToasts(doc) {
  for (const node of doc.querySelectorAll('#toasts > .toast')) {
    document.dispatchEvent(new CustomEvent('atrium:toast', { detail: { node } }));
  }
}

function settle(node, shown) {
  node.removeAttribute('data-stale');
  for (const each of [node, ...node.querySelectorAll('[data-live-id]')]) fresh.set(each, shown);
}

function swap(old, made) {
  const node = document.adoptNode(made);
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
  arrive(node);
  return node;
}

// It shows for a moment that a row is new; counts in the frame, and a region with many rows, change without a show.
function arrive(node) {
  if (!node.closest('nav, header, aside') && !node.querySelector('[data-live-id]')) {
    node.classList.add('arrived');
    setTimeout(() => node.classList.remove('arrived'), 1500);
  }
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
  if (node.contains(active) && active.matches(FIELD) && !active.matches(READY)) return true;
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
