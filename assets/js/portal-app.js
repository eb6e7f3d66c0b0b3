// portal-app.js: the portal as an app (portal-worker.js). [data-app] is the page that says what is kept: [data-app-keep],
// [data-app-forget], [data-app-install] and a line [data-app-says]; its words are the page's (data-keeps, data-keeps-not,
// data-unable). On the page that gives files, [data-shared] are inputs that take what was shared with the app. Signing out
// forgets all that was kept.

const KEPT = 'atrium-kept', SHARED = 'atrium-shared';
const policy = globalThis.trustedTypes?.createPolicy('atrium-app', { createScriptURL: url => url });
const able = 'serviceWorker' in navigator && 'caches' in globalThis;
const part = document.querySelector('[data-app]');

if (able) {
  navigator.serviceWorker.register(policy?.createScriptURL('/portal-worker.js') ?? '/portal-worker.js', { scope: '/portal' }).catch(() => {});
  document.addEventListener('submit', ({ target }) => {
    if (target.matches('[data-signout]')) forget();
  });
  if (part) choose();
  if (new URLSearchParams(location.search).has('shared')) take();
} else if (part) say(part.dataset.unable);

async function forget() {
  await Promise.all([KEPT, SHARED].map(name => caches.delete(name)));
}

async function choose() {
  const keeps = await caches.has(KEPT);
  const button = name => part.querySelector(`[data-app-${name}]`);
  button('keep').hidden = keeps;
  button('forget').hidden = !keeps;
  say(keeps ? part.dataset.keeps : part.dataset.keepsNot);
  button('keep').onclick = async () => {
    await caches.open(KEPT);
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

// What was shared is put into each input, for whichever is sent.
async function take() {
  const cache = await caches.open(SHARED);
  const files = await Promise.all((await cache.keys()).map(async request => {
    const held = await (await cache.match(request)).blob();
    return new File([held], decodeURIComponent(new URL(request.url).pathname.split('/').pop()), { type: held.type });
  }));
  if (!files.length) return;
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
