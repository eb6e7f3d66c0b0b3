// portal-worker.js: the portal as an app. Keeps the pages that were opened, as they were read, where their person has said so
// (the cache 'atrium-kept' is there), and shows them without anything that could be sent while there is no connection;
// takes photos that were shared with the app to the page that gives them. It keeps nothing of anybody who signed out, nothing
// that its person may not open any more, and nothing for longer than a week.

const KEPT = 'atrium-kept', SHARED = 'atrium-shared', FRAME = 'atrium-frame-1';
const OFFLINE = '/portal/offline', GIVE = '/portal/give', OWN = '/portal/app', MOST = 60, LONGEST = 7 * 24 * 3600 * 1000;

self.addEventListener('install', event => event.waitUntil(caches.open(FRAME).then(cache => cache.add(OFFLINE)).catch(() => {})));
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', event => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === 'POST' && url.pathname === GIVE) return event.respondWith(share(request));
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate') event.respondWith(page(request, url));
  else if (url.pathname.startsWith('/assets/')) event.respondWith(asset(request));
});

async function page(request, url) {
  try {
    const answer = await fetch(request);
    // Where it leads isn't told. If it is to the door, nothing of whoever was here stays.
    if (answer.type === 'opaqueredirect') await left();
    else if (answer.status === 401) await caches.delete(KEPT);
    else if (answer.ok && /text\/html/.test(answer.headers.get('content-type'))) await keep(url, answer.clone());
    else if (answer.status === 403 || answer.status === 404) await drop(url);
    return answer;
  } catch (error) {
    return (await kept(url)) ?? (await caches.match(OFFLINE)) ?? Response.error();
  }
}

// Asks at a page that everybody who is in may open.
async function left() {
  if (!(await caches.has(KEPT))) return;
  const own = await fetch(OWN, { redirect: 'manual' }).catch(() => null);
  if (own && !own.ok) await caches.delete(KEPT);
}

async function drop(url) {
  if (await caches.has(KEPT)) await (await caches.open(KEPT)).delete(url.pathname + url.search);
}

async function keep(url, answer) {
  if (!url.pathname.startsWith('/portal') || !(await caches.has(KEPT))) return;
  const headers = new Headers(answer.headers);
  headers.delete('content-encoding');
  headers.set('x-kept', new Date().toISOString());
  const cache = await caches.open(KEPT);
  await cache.put(url.pathname + url.search, new Response(await answer.blob(), { headers }));
  const all = (await cache.keys()).filter(each => new URL(each.url).pathname.startsWith('/portal'));
  await Promise.all(all.slice(0, Math.max(0, all.length - MOST)).map(each => cache.delete(each)));
}

// As it was read, with a word on when, and nothing in it can be sent.
async function kept(url) {
  if (!(await caches.has(KEPT))) return;
  const held = await (await caches.open(KEPT)).match(url.pathname + url.search);
  if (!held) return;
  const at = new Date(held.headers.get('x-kept'));
  if (!(Date.now() - at < LONGEST)) return void (await drop(url));
  const page = await held.text();
  const told = /data-words="([^"]*)"/.exec(page)?.[1].replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  const inWords = text => JSON.parse(told ?? '{}')[text] ?? text;
  const when = at.toLocaleString(/<html lang="([a-z]+)"/.exec(page)?.[1]);
  const words = `<p class="offline" role="status">${inWords('No connection. Nothing can be sent until you are connected again. This is as it stood at this time:')} ${when}</p>`;
  const text = page.replaceAll('<form', '<form inert').replace(/<main id="main"[^>]*>/, main => main + words);
  return new Response(text, { headers: held.headers });
}

async function asset(request) {
  const held = await caches.match(request, { cacheName: KEPT });
  if (held) return held;
  const answer = await fetch(request);
  if (answer.ok && (await caches.has(KEPT))) await (await caches.open(KEPT)).put(request, answer.clone());
  return answer;
}

// With the time, so that whoever signs in here tomorrow doesn't find it.
function stamped(file) {
  return new Response(file, { headers: { 'content-type': file.type || 'application/octet-stream', 'x-at': Date.now() } });
}

async function share(request) {
  try {
    const files = (await request.formData()).getAll('file').filter(file => file.size);
    await caches.delete(SHARED);
    const cache = await caches.open(SHARED);
    await Promise.all(files.map((file, at) => cache.put(`/${at}/${encodeURIComponent(file.name)}`, stamped(file))));
    return Response.redirect(`${GIVE}?shared=${files.length}`, 303);
  } catch (error) {
    return Response.redirect(GIVE, 303);
  }
}
