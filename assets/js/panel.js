// panel.js: opens a[data-panel] beside the list instead of leaving it, on screens of 60rem and more.
// GET href (Atrium-Part: panel) answers <dialog data-live="task:7" data-seq=9 aria-labelledby=..>.top .body .end</dialog>,
// shown in dialog#panel; its close button: command=close commandfor=panel. form[data-inline] posts by fetch and stays.
// What it brings that is written in needs composer.js: dialog#panel[data-script=url] says where that is.
// Hears `atrium:address`. Says `atrium:topics`, `atrium:swapped`, `atrium:refresh`, `atrium:toast`.

const policy = globalThis.trustedTypes?.createPolicy('atrium-panel', { createHTML: html => html });
const wide = matchMedia('(min-width: 60rem)');
const title = document.title;

let dialog = document.getElementById('panel');
let home = bare(location.href); // what the page below shows
const composer = dialog?.dataset.script;
let opener;
let latest = 0; // only the last request may show

// Lifecycle

document.addEventListener('click', onClick);
document.addEventListener('submit', onSubmit);
addEventListener('popstate', onPop);
document.addEventListener('atrium:address', event => (home = bare(event.detail)));

// Actions

function onClick(event) {
  const link = event.target.closest?.('a[data-panel]');
  const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !plain || event.defaultPrevented || !wide.matches || link.target) return;
  event.preventDefault();
  if (!dialog?.contains(link)) opener = link;
  visit(link);
}

async function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || !form.matches('[data-inline]') || !dialog?.contains(form)) return;
  event.preventDefault();
  if (form.matches('[aria-busy=true]')) return;
  form.setAttribute('aria-busy', 'true');
  try {
    await post(form, event.submitter);
  } catch {
    toast('Not saved, there is no connection. Your text is still here.');
  } finally {
    for (const each of [form, event.submitter]) each?.removeAttribute('aria-busy');
  }
}

function onPop({ state }) {
  if (state?.panel && state.home === home) load(state.panel);
  else if (state?.list || bare(location.href) === home) dialog?.close(); // list.js answers for its entries
  else location.reload(); // this document was loaded as another entry
}

function onClose() {
  latest++;
  if (history.state?.panel) history.go(-history.state.depth);
  document.title = title;
  delete dialog.dataset.live;
  dialog.replaceChildren(...kept());
  say('atrium:topics');
  if (opener && !opener.isConnected) opener = document.querySelector(`a[href="${CSS.escape(opener.getAttribute('href'))}"]`);
  opener?.focus({ preventScroll: true });
}

// Private

async function visit(link) {
  const depth = (history.state?.panel ? history.state.depth : 0) + 1;
  link.setAttribute('aria-busy', 'true');
  const shown = await load(link.href);
  link.removeAttribute('aria-busy');
  if (shown) history.pushState({ panel: link.href, depth, home }, '', link.href);
}

async function load(url) {
  const turn = ++latest;
  try {
    const response = await fetch(url, { headers: { 'Atrium-Part': 'panel' }, cache: 'no-store' });
    const doc = parse(await response.text());
    if (turn !== latest) return false;
    if (response.ok && isPart(doc)) return show(doc, url);
  } catch {
    if (turn !== latest) return false;
  }
  location.assign(url); // the full page can say what is wrong
  return false;
}

async function post(form, submitter) {
  const action = submitter?.getAttribute('formaction') ?? form.getAttribute('action');
  const data = new FormData(form, submitter);
  const url = dialog.dataset.url;
  const response = await fetch(new URL(action || url, location.href), {
    method: 'POST',
    body: form.enctype === 'multipart/form-data' ? data : new URLSearchParams(data),
    headers: { 'Atrium-Part': 'panel', Accept: 'text/html' },
  });
  const doc = parse(await response.text());
  if (response.status >= 500) return toast('Not saved, the server had a problem. Try again.');
  if (!isPart(doc)) return location.assign(response.ok ? response.url : location.href);
  if (!response.ok || bare(response.url) === bare(url)) show(doc, url);
  else if (await load(url)) passToasts(doc);
  if (response.ok) say('atrium:refresh', { cancelable: true });
}

function show(doc, url) {
  const part = doc.querySelector('dialog') ?? doc.body;
  const top = dialog?.open && dialog.dataset.url === url ? dialog.querySelector('.body')?.scrollTop : 0;
  dialog ??= document.body.appendChild(Object.assign(document.createElement('dialog'), { id: 'panel', className: 'dlg panel' }));
  dialog.onclose = onClose;
  dialog.oninput = () => dialog.setAttribute('closedby', 'closerequest'); // a stray click must not lose what was typed
  dialog.setAttribute('closedby', 'any');
  dialog.dataset.url = url;
  for (const name of ['data-live', 'data-seq', 'aria-label', 'aria-labelledby']) {
    if (part.hasAttribute(name)) dialog.setAttribute(name, part.getAttribute(name));
    else dialog.removeAttribute(name);
  }
  passToasts(doc);
  dialog.replaceChildren(...[...part.childNodes].map(node => document.adoptNode(node)), ...kept());
  if (composer && dialog.querySelector('[data-composer]')) import(composer);
  if (!dialog.open) dialog.showModal();
  if (top) dialog.querySelector('.body').scrollTop = top;
  document.title = doc.title || dialog.querySelector('h1, h2')?.textContent || title;
  dialog.dispatchEvent(new CustomEvent('atrium:swapped', { bubbles: true }));
  say('atrium:topics');
  return true;
}

// core.js keeps the toasts in the open dialog; they outlive its content.
function kept() {
  return dialog.querySelectorAll(':scope > #toasts');
}

function passToasts(doc) {
  for (const node of doc.querySelectorAll('#toasts > .toast')) say('atrium:toast', { detail: { node } });
  doc.getElementById('toasts')?.remove();
}

// A whole page means: signed out, moved or not made for the panel.
function isPart(doc) {
  return doc.querySelector('dialog') || !doc.querySelector('main');
}

function parse(html) {
  return new DOMParser().parseFromString(policy?.createHTML(html) ?? html, 'text/html');
}

function toast(text) {
  say('atrium:toast', { detail: { text, tone: 'minium' } });
}

function say(name, options) {
  document.dispatchEvent(new CustomEvent(name, options));
}

function bare(url) {
  return url.replace(/#.*/, '');
}
