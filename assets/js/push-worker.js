// push-worker.js: shows what is pushed to this browser while no page of Atrium is open, and leads to it.
// A message is JSON: {text, to, tag}. It keeps nothing and fetches nothing.

self.addEventListener('push', event => {
  const { text, to, tag } = event.data?.json() ?? {};
  if (text) event.waitUntil(show(text, to, tag));
});

self.addEventListener('notificationclick', event => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});

// Where a page is looked at, it shows what arrives itself.
async function show(text, to, tag) {
  const pages = await self.clients.matchAll({ type: 'window' });
  if (pages.some(page => page.focused)) return;
  await self.registration.showNotification(text, { tag, data: to });
}

async function open(to) {
  const url = new URL(to ?? '/', self.location.origin);
  if (url.origin !== self.location.origin) return;
  const [page] = await self.clients.matchAll({ type: 'window' });
  await page?.focus();
  return page ? page.navigate(url) : self.clients.openWindow(url);
}
