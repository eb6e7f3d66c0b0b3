// inbox.js: a[data-read] is a plain link to what something was told about. Opening it, here or in a new tab, sends the
// form of its row that marks it as read; without script that form is a button beside it.

// Lifecycle

for (const name of ['click', 'auxclick']) document.addEventListener(name, onOpen);

// Actions

function onOpen(event) {
  const link = event.button < 2 && event.target.closest?.('a[data-read]');
  const form = link && link.closest('[data-row]')?.querySelector('form[action$="/open"]');
  if (!form) return;
  link.removeAttribute('data-read');
  fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)), keepalive: true, redirect: 'manual' }).catch(() => {});
}
