// push.js: opens this browser for pushed messages. [data-push=key] holds the house's public key, a button [data-push-on] and
// a line [data-push-why]; what the browser answers is posted to /me/push, and the page shown anew.

const policy = globalThis.trustedTypes?.createPolicy('atrium-push', { createScriptURL: url => url });
const WORKER = '/push-worker.js';
const part = document.querySelector('[data-push]');
const able = 'serviceWorker' in navigator && 'PushManager' in globalThis;

if (part && able) {
  const button = part.querySelector('[data-push-on]');
  button.hidden = false;
  button.addEventListener('click', open);
  say('');
}

async function open() {
  try {
    const worker = await navigator.serviceWorker.register(policy?.createScriptURL(WORKER) ?? WORKER);
    await navigator.serviceWorker.ready;
    const held = await subscribe(worker.pushManager);
    const { endpoint, keys } = held.toJSON();
    const body = new URLSearchParams({ endpoint, p256dh: keys.p256dh, auth: keys.auth, name: name() });
    const answer = await fetch('/me/push', { method: 'POST', body });
    if (!answer.ok) throw new Error('refused');
    location.reload();
  } catch (error) {
    say(error.name === 'NotAllowedError' ? inWords('Your browser was told to show no notifications of this address.') : inWords('This browser could not be opened for it. Try again later.'));
  }
}

// One of another key is of a house that stood at this address before: it is given up.
async function subscribe(manager) {
  const how = { userVisibleOnly: true, applicationServerKey: part.dataset.push };
  try {
    return await manager.subscribe(how);
  } catch (error) {
    const other = error.name === 'InvalidStateError' && await manager.getSubscription();
    if (!other) throw error;
    await other.unsubscribe();
    return manager.subscribe(how);
  }
}

function say(words) {
  part.querySelector('[data-push-why]').textContent = words;
}

// What its person knows the browser by.
function name() {
  const brands = navigator.userAgentData?.brands?.map(each => each.brand).filter(brand => !/not.a.brand|chromium/i.test(brand)) ?? [];
  const browser = brands[0] ?? (/Firefox/.test(navigator.userAgent) ? 'Firefox' : /Safari/.test(navigator.userAgent) ? 'Safari' : 'A browser');
  const system = navigator.userAgentData?.platform || navigator.platform || '';
  return system ? `${browser} on ${system}` : browser;
}
