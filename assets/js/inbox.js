// inbox.js: a[data-read] is a plain link to what something was told about. Opening it, here or in a new tab, sends what
// marks it as read in its row: a form, or a button with an address of its own; without script that is a button beside it.

// Lifecycle

for (const name of ['click', 'auxclick']) document.addEventListener(name, onOpen);

// Actions

function onOpen(event) {
  const link = event.button < 2 && event.target.closest?.('a[data-read]');
  const marks = link && link.closest('[data-row]')?.querySelector('form[action$="/open"], button[formaction$="/open"]');
  if (!marks) return;
  link.removeAttribute('data-read');
  const body = marks.matches('form') ? new URLSearchParams(new FormData(marks)) : new URLSearchParams();
  fetch(marks.formAction || marks.action, { method: 'POST', body, keepalive: true, redirect: 'manual' }).catch(() => {});
}
