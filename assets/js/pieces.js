// pieces.js: sends one file piece by piece, so that a line that breaks costs a piece. Whoever has one imports it from
// body[data-pieces]: send(file, told(share), signal) gives the number that goes into the form as `uploaded`, or throws
// {refused}, {later} or, as soon as the signal says so, {stopped}. giveUp(file) lets go of what was sent of it.
// POST /uploads {name, size}, POST /uploads/UPL-7 {at, piece}, GET /uploads/UPL-7: each answers {id, size, received, piece}.
// What is under way is remembered by the file's name, size and age, so that the same file goes on after a reload.

const ME = document.body.dataset.user ?? '';
const UNDER_WAY = `atrium:${ME}:pieces`;
const PARTS = { 'Atrium-Part': 'pieces', Accept: 'application/json' };
const AGAIN = [1_000, 2_000, 5_000, 15_000, 30_000]; // ms until a piece is tried again
const LATER = [0, 401, 408, 425, 429];
const SENT = 23 * 3_600_000; // so long the server keeps what is there

export async function send(file, told, signal) {
  try {
    return await sendAll(file, told, signal);
  } catch (why) {
    throw signal?.aborted ? { stopped: true } : why;
  }
}

// Nobody waits for the answer: what isn't given up goes by itself after a day.
export function giveUp(file) {
  const { id } = underWay()[nameOf(file)] ?? {};
  if (!id) return;
  remember(held => delete held[nameOf(file)]);
  ask(`/uploads/${id}/remove`, new URLSearchParams()).catch(() => {});
}

// Private

async function sendAll(file, told, signal) {
  let stand = await before(file, signal) ?? await begin(file, signal);
  for (let tries = 0; stand.received < stand.size;) {
    told(stand.received / stand.size);
    try {
      stand = await piece(file, stand, signal) ?? await begin(file, signal);
      tries = 0;
    } catch (why) {
      if (why.refused || signal?.aborted || tries === AGAIN.length) throw why;
      await pause(AGAIN[tries++], signal);
      stand = await ask(`/uploads/${stand.id}`, null, signal).catch(() => stand) ?? await begin(file, signal);
    }
  }
  signal?.throwIfAborted();
  told(1);
  return stand.id;
}

// Ends early when it is stopped: what comes next then says so.
function pause(time, signal) {
  return new Promise(wake => {
    const timer = setTimeout(wake, time);
    signal?.addEventListener('abort', () => (clearTimeout(timer), wake()), { once: true });
  });
}

async function before(file, signal) {
  const { id } = underWay()[nameOf(file)] ?? {};
  const stand = id && await ask(`/uploads/${id}`, null, signal);
  return stand?.size === file.size ? stand : null;
}

async function begin(file, signal) {
  const stand = await ask('/uploads', new URLSearchParams({ name: file.name, size: file.size }), signal);
  if (!stand) throw { refused: inWords('Files are not taken here.') };
  remember(held => (held[nameOf(file)] = { id: stand.id, at: Date.now() }));
  return stand;
}

// Where another tab sent the same, it is gone on where that is.
async function piece(file, { id, received, piece: size }, signal) {
  const body = new FormData();
  body.append('at', received);
  body.append('piece', file.slice(received, received + size), 'piece');
  return await ask(`/uploads/${id}`, body, signal) ?? ask(`/uploads/${id}`, null, signal);
}

// Null where it isn't there, or goes on elsewhere.
async function ask(path, body, signal) {
  const answer = await fetch(path, { method: body ? 'POST' : 'GET', body, headers: PARTS, cache: 'no-store', redirect: 'manual', signal });
  if (answer.ok) return answer.json();
  if ([404, 409].includes(answer.status) && path !== '/uploads') return null;
  if (answer.status >= 500 || LATER.includes(answer.status)) throw { later: true };
  const told = await answer.json().catch(() => ({}));
  throw { refused: told.detail ?? told.title ?? `the server answered ${answer.status}` };
}

function nameOf({ name, size, lastModified }) {
  return `${name} ${size} ${lastModified}`;
}

function underWay() {
  try {
    return JSON.parse(localStorage.getItem(UNDER_WAY)) ?? {};
  } catch {
    return {};
  }
}

// Storage may be full or forbidden: a file then begins anew after a reload.
function remember(change) {
  const held = Object.fromEntries(Object.entries(underWay()).filter(([, { at }]) => Date.now() - at < SENT));
  change(held);
  try {
    localStorage.setItem(UNDER_WAY, JSON.stringify(held));
  } catch {
    // as said
  }
}
