// list.js: a list answers while one types in its search. form[data-filter] asks by address; each [data-list=key] of the
// page is replaced by the one of the answer, and the address keeps step. Says `atrium:address` (what the page shows now) and
// `atrium:swapped` on what is new.

const policy = globalThis.trustedTypes?.createPolicy('atrium-list', { createHTML: html => html });
const WAIT = 200; // ms after the last letter

let timer, request;

// Lifecycle

document.addEventListener('input', onInput);
document.addEventListener('submit', onSubmit);

// Actions

function onInput({ target }) {
  const form = target.closest?.('form[data-filter]');
  if (!form) return;
  clearTimeout(timer);
  request?.abort();
  timer = setTimeout(() => ask(form), WAIT);
}

function onSubmit(event) {
  if (!event.target.matches('form[data-filter]')) return;
  event.preventDefault();
  clearTimeout(timer);
  ask(event.target);
}

// Private

function address(form) {
  const url = new URL(form.action, location.href);
  url.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));
  return url.href;
}

async function ask(form) {
  const to = address(form);
  request?.abort();
  request = new AbortController();
  try {
    const headers = { 'Atrium-Part': 'live', Accept: 'text/html; part="*"' };
    const response = await fetch(to, { cache: 'no-store', headers, signal: request.signal });
    if (!response.ok || response.redirected) return location.assign(to);
    show(parse(await response.text()));
    history.replaceState(history.state, '', to);
    document.dispatchEvent(new CustomEvent('atrium:address', { detail: to }));
  } catch {
    // overtaken, or no connection: what is shown stays
  }
}

function show(doc) {
  const parts = [doc, ...[...doc.querySelectorAll('template')].map(each => each.content)];
  for (const old of document.querySelectorAll('[data-list]')) {
    const name = `[data-list="${CSS.escape(old.dataset.list)}"]`;
    const made = parts.map(part => part.querySelector(name)).find(Boolean);
    if (!made) continue;
    const node = document.adoptNode(made);
    old.replaceWith(node);
    node.dispatchEvent(new CustomEvent('atrium:swapped', { bubbles: true }));
  }
}

function parse(html) {
  return new DOMParser().parseFromString(policy?.createHTML(html) ?? html, 'text/html');
}
