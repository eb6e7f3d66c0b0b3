// chat.js, on a page with .chat[data-chat=RM-7]: a room that is scrolled both ways, read marks, who writes, keys.
// [data-log] scrolls (column-reverse: its end is 0), [data-grows] holds posts li[id=PO-12]; a[data-older] and a[data-newer]
// lead to the posts beside them and are fetched as the region they stand in; [data-at-end] is gone on with by what comes.
// POST {base}/{room}/read {post, done}, /writes; .threadpane[data-thread=PO-9] is read by POST /posts/PO-9/thread/read {post};
// POST /posts/PO-12/save keeps one for later. [data-typing] says who writes; [data-presence=5] is somebody's face.
// [data-room] are the rooms of the list. Hears `atrium:passing` {topic, what, person, name} and `atrium:swapped`.

const BASE = document.querySelector('.chat')?.dataset.base ?? '/chat';
const room = document.querySelector('.chat')?.dataset.chat;
const FIELD = 'textarea, select, input, [contenteditable]';
const KEPT = 400; // posts that stay while one scrolls back
const NEAR = 600; // px from an end at which the next posts are fetched
const WRITES = 4000; // so often at most it is said that somebody writes
const FADES = 7000; // and so long it is believed
const READ = 800; // ms for which the end has to be looked at
const GOES_ON = 5 * 60_000; // what the same person says within this long goes on with what they said
const policy = globalThis.trustedTypes?.createPolicy('atrium-chat', { createHTML: html => html });

const writers = new Map(); // who writes: name and until when
let said = 0;
let told; // the last post that was said to be read
let toldThread; // and the last reply of the thread beside it
let reading, readingThread, fading, paused;
let tall = 0; // of what is scrolled, when it was looked at last

// Lifecycle

document.addEventListener('scroll', event => event.target.matches?.('[data-log]') && onScroll(event.target), true);
document.addEventListener('atrium:swapped', onSwapped);
document.addEventListener('atrium:passing', event => onPassing(event.detail));
document.addEventListener('visibilitychange', seen);
document.addEventListener('input', onInput);
document.addEventListener('change', event => event.target.closest('[data-jump]')?.requestSubmit());
document.addEventListener('pointerover', offer);
document.addEventListener('focusin', offer);
document.addEventListener('click', event => event.target.closest('[data-unread-here]') && unread(event.target.closest('li.msg')));
document.addEventListener('click', event => event.target.closest('[data-save]') && save(event.target.closest('li.msg')));
document.addEventListener('click', event => stay(event.target.closest?.('.chat a[href^="/posts/"][href*="?then="]')), true);
document.addEventListener('keydown', onKey);
addEventListener('focus', seen);
addEventListener('hashchange', find);

find();
begin();

function begin() {
  const at = log();
  if (!at) return;
  if (!location.hash && !at.hasAttribute('data-at-end')) at.querySelector('#new')?.scrollIntoView({ block: 'center' });
  seen();
}

// Actions

function onScroll(at) {
  const { scrollTop, scrollHeight, clientHeight } = at;
  if (scrollHeight - clientHeight + scrollTop < NEAR) more(at, 'older');
  if (-scrollTop < NEAR) more(at, 'newer');
  seen();
}

// What comes at the end moves nobody who reads further up.
function onSwapped(event) {
  const at = event.target.closest?.('[data-log]') ?? log();
  if (!at) return;
  const post = event.target.matches?.('li.msg') ? event.target : null;
  if (post) group(post);
  const came = post && !post.nextElementSibling;
  if (came && at.scrollTop < -40) at.scrollTop -= post.getBoundingClientRect().height;
  if (came) stopped(post);
  seen();
}

function onPassing({ topic, what, person, name }) {
  for (const face of document.querySelectorAll(`[data-presence="${Number(person)}"]`)) place(face, topic, what);
  if (what !== 'writes' || !topicOf(topic)) return;
  writers.set(person, { name, until: Date.now() + FADES });
  tell();
}

function onInput(event) {
  if (!room || !event.target.matches('.middle textarea') || !event.target.value.trim()) return;
  if (event.target.form?.querySelector('[name=audience][value=staff]')) return;
  if (Date.now() - said < WRITES) return;
  said = Date.now();
  send('writes', {});
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || document.querySelector('dialog[open]')) return;
  const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.altKey && arrow) return go(event, arrow, event.shiftKey);
  if (event.altKey || event.target.matches?.(FIELD)) return;
  if (event.shiftKey && arrow) return walk(event, arrow);
  const post = event.target.closest?.('li.msg');
  if (post && act(post, event.key)) return event.preventDefault();
  const step = { j: 1, k: -1 }[event.key];
  if (step) return go(event, step, false);
  if (event.key === 'u') return go(event, 1, true);
  if (event.key === 'Escape' && room) {
    event.preventDefault();
    mark(true);
  }
}

// Private: rooms

function go(event, step, unread) {
  const all = [...document.querySelectorAll('[data-room]')];
  const at = all.findIndex(link => link.getAttribute('aria-current'));
  const order = step > 0 ? [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0))] : [...all.slice(0, Math.max(at, 0)).reverse(), ...all.slice(at + 1).reverse()];
  const next = order.find(link => !unread || link.hasAttribute('data-unread'));
  if (!next) return;
  event.preventDefault();
  next.click();
}

// Private: posts

// What a key does to the post that is looked at; 1 to 5 are the signs.
const ACTS = { r: 'a[href*="thread"]', q: 'a[href*="quote"]', e: 'a[href$="/edit"]' };

function walk(event, step) {
  const all = [...document.querySelectorAll('.chat .msgs > li.msg')];
  const at = all.indexOf(document.activeElement?.closest('li.msg'));
  const next = at < 0 ? all.at(step < 0 ? -1 : 0) : all[at + step];
  if (!next) return;
  event.preventDefault();
  next.tabIndex = -1;
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
}

function act(post, key) {
  if (key === 's' && BASE === '/chat') return save(post), true;
  if (key === 'b' && post.matches('.middle [data-grows] > li')) return unread(post), true;
  const found = ACTS[key] ? post.querySelector(`:scope > .msgdo ${ACTS[key]}`) : post.querySelectorAll(':scope > .msgdo .sign')[Number(key) - 1];
  found?.click();
  return Boolean(found);
}

function log() {
  return document.querySelector('.middle [data-log]');
}

// Posts lead to where their record is talked on; whoever reads its room answers and quotes there.
function stay(link) {
  const id = room && link && /^\/posts\/(PO-\d+)$/.exec(link.pathname)?.[1];
  if (!id) return;
  const then = new URLSearchParams(link.search).get('then');
  link.href = then === 'quote' ? `${BASE}/${room}?quote=${id}#write` : `${BASE}/${room}?thread=${id}&post=${id}#${id}`;
}

// A post that isn't among those that are shown is looked for in the room.
function find() {
  const id = location.hash.slice(1);
  if (!/^PO-\d+$/.test(id) || !room) return;
  const post = document.getElementById(id);
  if (post) post.scrollIntoView({ block: 'center' });
  else if (new URLSearchParams(location.search).get('post') !== id) location.replace(`${BASE}/${room}?post=${id}#${id}`);
}

async function more(at, which) {
  const link = at.querySelector(`a[data-${which}]`);
  if (!link || link.getAttribute('aria-busy')) return;
  link.setAttribute('aria-busy', 'true');
  try {
    const headers = { 'Atrium-Part': 'live', Accept: 'text/html; part="stretch"' };
    const response = await fetch(link.href, { cache: 'no-store', headers });
    if (!response.ok || response.redirected) throw new Error(response.statusText);
    put(at, link, which, parse(await response.text()));
  } catch {
    link.removeAttribute('aria-busy'); // it is a link: whoever follows it gets there
  }
}

function put(at, link, which, doc) {
  const parts = [doc, ...[...doc.querySelectorAll('template')].map(each => each.content)];
  const found = parts.map(part => part.querySelector('[data-log]')).find(Boolean);
  const list = at.querySelector('[data-grows]');
  if (!found || !list) return link.removeAttribute('aria-busy');
  const made = [...(found.querySelector('[data-grows]')?.children ?? [])];
  const posts = made.filter(post => !post.id || !document.getElementById(post.id)).map(post => document.adoptNode(post));
  const next = found.querySelector(`a[data-${which}]`);
  const before = at.scrollTop;
  tall = at.scrollHeight;
  if (which === 'older') {
    apart(at, list); // what is fetched anew would be the end of the room, and not where one reads
    list.prepend(...posts);
    trim(list, [...list.querySelectorAll(':scope > li.msg')].slice(KEPT));
    at.querySelector('a[data-newer]')?.setAttribute('href', `${BASE}/${room}?after=${last(list)}`);
  } else {
    list.append(...posts);
    at.scrollTop = before - (at.scrollHeight - tall);
    forget(at, list);
  }
  days(list);
  if (next) link.replaceWith(document.adoptNode(next));
  else {
    link.remove();
    if (which === 'newer') together(at, list);
  }
}

// Two stretches that meet within a day have one line for it.
function days(list) {
  const known = new Set();
  for (const line of list.querySelectorAll(':scope > li.day[data-day]')) {
    if (known.has(line.dataset.day)) line.remove();
    else known.add(line.dataset.day);
  }
}

// Far from where one reads nothing is kept: it is fetched again on the way back.
function trim(list, [first]) {
  let node = first;
  while (node) {
    const next = node.nextElementSibling;
    node.remove();
    node = next;
  }
}

// The same on the way to the end. What goes above it moves nothing: the end is where it is scrolled from.
function forget(at, list) {
  const posts = [...list.querySelectorAll(':scope > li.msg')];
  const first = posts[posts.length - KEPT];
  if (!first || first === posts[0]) return;
  let day;
  for (let node = list.firstElementChild; node !== first;) {
    const next = node.nextElementSibling;
    if (node.matches('[data-day]')) day = node;
    node.remove();
    node = next;
  }
  if (day) list.prepend(day);
  let link = at.querySelector('a[data-older]');
  if (!link) {
    link = Object.assign(document.createElement('a'), { className: 'more', rel: 'prev', textContent: inWords('Older') });
    link.dataset.older = '';
    list.before(link);
  }
  link.href = `${BASE}/${room}?before=${first.id}`;
}

function last(list) {
  return [...list.querySelectorAll(':scope > li.msg')].at(-1)?.id;
}

// Whoever reads further up is moved by nothing that comes: the room is no region until they are at its end again. Each
// post is one by itself.
function apart(at, list) {
  if (!at.dataset.liveId) return;
  delete at.dataset.liveId;
  at.removeAttribute('data-at-end');
  const newer = Object.assign(document.createElement('a'), { className: 'more', rel: 'next', textContent: inWords('Newer'), href: `${BASE}/${room}?after=${last(list)}` });
  newer.dataset.newer = '';
  const end = Object.assign(document.createElement('a'), { className: 'btn s to-end', textContent: inWords('To the newest'), href: `${BASE}/${room}` });
  list.after(newer, end);
}

// The end was reached: from here on it is gone on with by what comes, and by what came while that was found out.
function together(at, list) {
  at.querySelector('.to-end')?.remove();
  at.dataset.liveId = 'talk';
  at.setAttribute('data-at-end', '');
  setTimeout(async () => {
    const headers = { 'Atrium-Part': 'live', Accept: 'text/html; part="stretch"' };
    const response = await fetch(`${BASE}/${room}?after=${last(list)}`, { cache: 'no-store', headers }).catch(() => null);
    if (!response?.ok) return;
    const parts = [...parse(await response.text()).querySelectorAll('template')].map(each => each.content);
    const posts = parts.flatMap(part => [...part.querySelectorAll('[data-grows] > li')]);
    list.append(...posts.filter(post => !post.id || !document.getElementById(post.id)).map(post => document.adoptNode(post)));
    days(list);
    seen();
  }, 300);
}

function parse(html) {
  return new DOMParser().parseFromString(policy?.createHTML(html) ?? html, 'text/html');
}

// A post that came stands below its day, and goes on with the one before it where the page would have it so.
function group(post) {
  const before = post.previousElementSibling;
  const moment = node => Date.parse(node?.querySelector('.when time')?.dateTime ?? '');
  const at = moment(post);
  const last = before?.matches('.msg') ? moment(before) : NaN;
  const day = time => new Date(time).toDateString();
  if (Number.isNaN(last) || day(last) !== day(at)) return;
  const same = before.dataset.by === post.dataset.by && ('aside' in before.dataset) === ('aside' in post.dataset);
  post.classList.toggle('cont', same && at - last >= 0 && at - last <= GOES_ON);
}

// Private: what was read

// Whoever looks at the end of a room for a moment has read it.
function seen() {
  clearTimeout(reading);
  clearTimeout(readingThread);
  readingThread = setTimeout(seenThread, READ);
  const at = log();
  if (paused || !at?.hasAttribute('data-at-end') || document.hidden || !document.hasFocus() || at.scrollTop < -40) return;
  reading = setTimeout(() => mark(false), READ);
}

// The same of a thread that stands beside it, from where the staff look.
function seenThread() {
  const pane = document.querySelector('.threadpane[data-thread]');
  if (!pane || BASE !== '/chat' || document.hidden || !document.hasFocus()) return;
  const last = [...pane.querySelectorAll('li[id^="PO-"]')].at(-1)?.id;
  if (!last || last === toldThread) return;
  toldThread = last;
  post(`/posts/${pane.dataset.thread}/thread/read`, { post: last }).catch(() => (toldThread = undefined));
}

function mark(done) {
  const posts = log()?.querySelectorAll('li[id^="PO-"]');
  const newest = [log()?.dataset.last, posts?.[posts.length - 1]?.id].filter(Boolean).map(id => Number(id.slice(3)));
  const post = Math.max(0, ...newest);
  if (!post || (post === told && !done)) return;
  told = post;
  if (done) paused = false;
  send('read', done ? { post: `PO-${post}`, done: 'on' } : { post: `PO-${post}` });
}

// What is offered at a post beside what the page offers there.
function offer(event) {
  const place = event.target.closest?.('.chat li.msg')?.querySelector(':scope > .msgdo');
  if (!place || place.querySelector('[data-save], [data-unread-here]')) return;
  const button = (text, name) => {
    const made = Object.assign(document.createElement('button'), { type: 'button', className: 'btn s quiet', textContent: text });
    made.dataset[name] = '';
    place.append(made);
  };
  if (BASE === '/chat') button('Keep for later', 'save');
  if (place.closest('.middle [data-grows]')) button(inWords('Unread from here'), 'unreadHere');
}

async function save({ id }) {
  const answer = await post(`/posts/${id}/save`, {}).catch(() => null);
  const text = answer?.ok ? (await answer.json()).told : inWords('That was not done.');
  document.dispatchEvent(new CustomEvent('atrium:toast', { detail: { text } }));
}

function unread(post) {
  clearTimeout(reading);
  told = undefined;
  paused = true; // looking on doesn't read it again
  send('unread', { post: post.id });
  document.dispatchEvent(new CustomEvent('atrium:toast', { detail: { text: inWords('Unread from here on') } }));
}

function send(what, fields) {
  post(`${BASE}/${room}/${what}`, fields).catch(() => {
    if (what === 'read') told = undefined;
  });
}

function post(path, fields) {
  const headers = { 'Atrium-Part': 'chat', Accept: 'application/json' };
  return fetch(path, { method: 'POST', body: new URLSearchParams(fields), headers, keepalive: true, redirect: 'manual' });
}

// Private: who writes, who is here

function topicOf(topic) {
  return document.body.dataset.live?.split(' ').includes(topic);
}

// Whoever sent it doesn't write any more.
function stopped(post) {
  const by = Number(post.dataset.by);
  if (writers.delete(by)) tell();
}

function tell() {
  clearTimeout(fading);
  for (const [person, { until }] of writers) if (until < Date.now()) writers.delete(person);
  const names = [...writers.values()].map(({ name }) => name.split(' ')[0]);
  const line = document.querySelector('.middle [data-typing]');
  if (!line) return;
  if (!names.length) line.textContent = '';
  else if (names.length === 1) line.textContent = `${names[0]} is writing`;
  else if (names.length < 4) line.textContent = `${names.slice(0, -1).join(', ')} and ${names.at(-1)} are writing`;
  else line.textContent = inWords('Several people are writing');
  if (names.length) fading = setTimeout(tell, 1000);
}

const LABELS = { working: 'at work', away: 'away from the desk', leave: 'on leave', off: 'not here' };

function place(face, topic, what) {
  if (!topic.startsWith('users:') || !(what in LABELS)) return;
  const avatar = face.querySelector('.avatar');
  face.dataset.state = what;
  if (['off', 'leave'].includes(what)) avatar?.removeAttribute('data-on');
  else avatar?.setAttribute('data-on', what === 'away' ? 'away' : '');
  const label = face.querySelector('.vh');
  if (label) label.textContent = LABELS[what];
}
