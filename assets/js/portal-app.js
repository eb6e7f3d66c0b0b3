// portal-app.js: the portal as an app (portal-worker.js). [data-app] is the page that says what is kept: [data-app-keep],
// [data-app-forget], [data-app-install] and a line [data-app-says]; its words are the page's (data-keeps, data-keeps-not,
// data-unable). On the page that gives files, [data-shared] are inputs that take what was shared with the app. Signing out
// forgets all that was kept, and so does whoever else comes in here: what is kept is one person's, whose number lies beside
// it (WHOSE).

const KEPT = 'atrium-kept', SHARED = 'atrium-shared', WHOSE = '/whose', SOON = 3600 * 1000;
const me = document.body.dataset.user ?? '';
const policy = globalThis.trustedTypes?.createPolicy('atrium-app', { createScriptURL: url => url });
const able = 'serviceWorker' in navigator && 'caches' in globalThis;
const part = document.querySelector('[data-app]');

if (able) {
  navigator.serviceWorker.register(policy?.createScriptURL('/portal-worker.js') ?? '/portal-worker.js', { scope: '/portal' }).catch(() => {});
  document.addEventListener('submit', ({ target }) => {
    if (target.matches('[data-signout]')) forget();
  });
  mine().then(() => {
    if (part) choose();
    if (new URLSearchParams(location.search).has('shared')) take();
  });
} else if (part) say(part.dataset.unable);

async function forget() {
  await Promise.all([KEPT, SHARED].map(name => caches.delete(name)));
}

// What another person kept on this device goes as soon as somebody else is in.
async function mine() {
  if (!me || !(await caches.has(KEPT))) return;
  const cache = await caches.open(KEPT);
  const whose = await cache.match(WHOSE);
  if (!whose || (await whose.text()) !== me) await forget();
}

async function choose() {
  const keeps = await caches.has(KEPT);
  const button = name => part.querySelector(`[data-app-${name}]`);
  button('keep').hidden = keeps;
  button('forget').hidden = !keeps;
  say(keeps ? part.dataset.keeps : part.dataset.keepsNot);
  button('keep').onclick = async () => {
    await (await caches.open(KEPT)).put(WHOSE, new Response(me));
    location.reload();
  };
  button('forget').onclick = async () => {
    await forget();
    location.reload();
  };
  addEventListener('beforeinstallprompt', event => {
    event.preventDefault();
    button('install').hidden = false;
    button('install').onclick = () => event.prompt();
  });
}

// What was shared within the hour is put into each input, for whichever is sent.
async function take() {
  const cache = await caches.open(SHARED);
  const all = await Promise.all((await cache.keys()).map(async request => {
    const answer = await cache.match(request);
    if (!(Date.now() - Number(answer.headers.get('x-at')) < SOON)) return null;
    const held = await answer.blob();
    return new File([held], decodeURIComponent(new URL(request.url).pathname.split('/').pop()), { type: held.type });
  }));
  const files = all.filter(file => file);
  if (!files.length) return void caches.delete(SHARED);
  for (const input of document.querySelectorAll('[data-shared]')) {
    const all = new DataTransfer();
    files.slice(0, input.multiple ? files.length : 1).forEach(file => all.items.add(file));
    input.files = all.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }
  document.addEventListener('submit', () => caches.delete(SHARED));
}

function say(words) {
  part.querySelector('[data-app-says]').textContent = words;
}
