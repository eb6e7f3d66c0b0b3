// notify.js: shows what arrives as notifications of this browser while a page is open, if its person wants that here.
// The bell ([data-live-id=bell]) is fetched again when something was told; GET /notifications/fresh?after=id then says what
// is to be shown: {newest, items: [{id, text, why, to}]}. On the page of choices: [data-notify] with [data-notify-on],
// [data-notify-off] and [data-notify-why]. What was chosen and what was shown last is kept per person in this browser.

const me = document.body.dataset.user;
const WANTED = `atrium:notify.${me}`;
const LAST = `atrium:notified.${me}`;

// Lifecycle

document.addEventListener('atrium:swapped', onSwapped);
document.addEventListener('click', onClick);
show();
if (wanted()) look();

// Actions

function onSwapped({ target }) {
  if (target.dataset?.liveId === 'bell' && wanted()) look();
}

async function onClick({ target }) {
  if (target.closest?.('[data-notify-on]')) {
    const answer = await Notification.requestPermission();
    keep(WANTED, answer === 'granted' ? 'yes' : null);
    if (answer === 'granted') look();
    show();
  } else if (target.closest?.('[data-notify-off]')) {
    keep(WANTED, null);
    keep(LAST, null);
    show();
  }
}

// Private

function wanted() {
  return 'Notification' in globalThis && Notification.permission === 'granted' && kept(WANTED) === 'yes';
}

// The first look only learns what there is: what lies there already isn't shown.
async function look() {
  const last = kept(LAST);
  const query = last === null ? '' : `?after=${encodeURIComponent(last)}`;
  const response = await fetch(`/notifications/fresh${query}`, { cache: 'no-store' }).catch(() => null);
  if (!response?.ok) return;
  const { newest, items } = await response.json();
  const before = Number(kept(LAST) ?? newest); // another tab may have been quicker
  keep(LAST, String(Math.max(newest, before)));
  for (const item of items.reverse()) if (item.id > before) tell(item);
}

// Tabs that are as quick as each other show it once: the tag is the same.
function tell({ id, text, why, to }) {
  const shown = new Notification(text, { body: why, tag: `atrium-${id}`, icon: document.querySelector('link[rel=icon]')?.href });
  shown.addEventListener('click', () => {
    focus();
    location.assign(to);
    shown.close();
  });
}

function show() {
  const part = document.querySelector('[data-notify]');
  if (!part) return;
  const there = 'Notification' in globalThis;
  part.querySelector('[data-notify-on]').hidden = !there || wanted();
  part.querySelector('[data-notify-off]').hidden = !wanted();
  part.querySelector('[data-notify-why]').textContent = !there
    ? inWords('Your browser shows no notifications.')
    : Notification.permission === 'denied'
      ? inWords('Your browser was told to show none for this address. Its settings for the page change that.')
      : wanted()
        ? inWords('This browser shows them.')
        : '';
}

// Private windows may keep nothing.
function kept(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // then it is asked again
  }
}
