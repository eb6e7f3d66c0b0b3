// drag-board.js: moves cards between lanes, by pointer, by Space and arrows, or from a menu (`m`).
// [data-move=/leads/move] > [data-key][aria-label] > [data-id][data-version][tabindex=0];
// lane[data-ask="/leads/{id}/lose"] asks there instead. A card's button[data-key=m] opens the menu for a finger.
// Boards with data-swim="assignee:U-3" in one [data-swims] are swimlanes: a card keeps its lane; `swim`, `into` say which.
// POST id,to,version,_key (Atrium-Part: move): 2xx {version, undo, said} says so with Undo and refreshes the page, else the card
// goes back with problem+json `detail`.

const SLACK = 6; // px a pointer may wander in a click
const EDGE = 48; // px from the board's edge where it scrolls
const LANE = '[data-move] > [data-key]';
const CONTROL = 'button, input, select, textarea, summary, [popover]';

let held = null; // {card, from, next}, by pointer also {x, y} and, once it moves, {shadow}
let quiet = false; // the click that ends a drag opens nothing
let voice;

// Lifecycle

const hears = {
  pointerdown: onDown,
  pointermove: onMove,
  pointerup: () => endDrag(drop),
  pointercancel: () => endDrag(giveBack),
  dragstart: event => cardOf(event.target) && event.preventDefault(),
  selectstart: event => held?.shadow && event.preventDefault(),
  keydown: onKey,
  focusout: onLeave,
};
for (const [name, act] of Object.entries(hears)) document.addEventListener(name, act);
document.addEventListener('click', onClick, true);

// Actions

function onDown(event) {
  const card = cardOf(event.target);
  if (held || !card || event.button || event.pointerType === 'touch' || event.target.closest(CONTROL)) return;
  if (!card.matches('[aria-busy=true]')) held = { ...place(card), x: event.clientX, y: event.clientY };
}

function onMove({ clientX, clientY }) {
  if (held?.x === undefined) return;
  const [right, down] = [clientX - held.x, clientY - held.y];
  if (!held.shadow && Math.hypot(right, down) < SLACK) return;
  held.shadow ??= castShadow(held.card);
  held.shadow.style.setProperty('translate', `${right}px ${down}px`);
  const board = boardOf(held.card);
  const box = board.getBoundingClientRect();
  if (clientX < box.left + EDGE) board.scrollLeft -= 16;
  if (clientX > box.right - EDGE) board.scrollLeft += 16;
  const lane = document.elementFromPoint(clientX, clientY)?.closest(LANE);
  if (lane && boardsOf(board).includes(boardOf(lane))) carry(lane);
}

function onClick(event) {
  if (quiet) {
    event.preventDefault();
    return event.stopPropagation();
  }
  const card = cardOf(event.target.closest?.('button[data-key=m]'));
  if (card) openMenu(card);
}

function onKey(event) {
  const card = held?.shadow ? held.card : cardOf(event.target);
  if (!card || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(CONTROL)) return;
  const carried = held?.card === card;
  const does = {
    m: () => carried || openMenu(card),
    ' ': () => (carried ? drop() : lift(card)),
    Enter: carried && drop,
    Escape: carried && (() => (held.shadow ? endDrag(giveBack) : giveBack())),
    ArrowLeft: carried && (() => sideways(card, -1)),
    ArrowRight: carried && (() => sideways(card, 1)),
    ArrowUp: carried && upward(card, -1),
    ArrowDown: carried && upward(card, 1),
  }[event.key];
  if (!does) return;
  event.preventDefault();
  does();
}

// Moving a node drops its focus for a moment; only a real departure puts the card back.
function onLeave({ target }) {
  if (held?.card !== target || held.x !== undefined) return;
  setTimeout(() => held?.card === target && !target.contains(document.activeElement) && giveBack());
}

// Private: pointer

// A copy follows the pointer in the top layer, where no lane can cut it off; the card marks the place.
function castShadow(card) {
  const box = card.getBoundingClientRect();
  const shadow = card.cloneNode(true);
  for (const name of ['id', 'data-id', 'data-live-id', 'data-row']) shadow.removeAttribute(name);
  Object.assign(shadow, { popover: 'manual', inert: true });
  shadow.dataset.lifted = '';
  Object.assign(shadow.style, { inset: 'auto', margin: 0, left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px` });
  document.body.append(shadow);
  shadow.showPopover();
  card.classList.add('ghost');
  return shadow;
}

function endDrag(how) {
  if (held?.x === undefined) return;
  quiet = Boolean(held.shadow);
  setTimeout(() => (quiet = false));
  if (!quiet) return (held = null);
  held.shadow.remove();
  held.card.classList.remove('ghost');
  how();
}

// Private: keyboard

function lift(card) {
  if (card.matches('[aria-busy=true]')) return;
  held = place(card);
  card.dataset.lifted = '';
  const swims = boardsOf(boardOf(card)).length > 1 ? ', up and down another row' : '';
  say(`${nameOf(card)} lifted. Left and right choose where${swims}, Space drops it, Escape puts it back.`);
}

function sideways(card, by) {
  if (boardOf(card) !== boardOf(held.from)) return say('It keeps its column there.');
  const lanes = lanesOf(card);
  const lane = lanes[lanes.indexOf(laneOf(card)) + by];
  if (!lane) return;
  carry(lane);
  card.focus();
  say(`Over ${nameOf(lane)}.`);
}

// Another week of a calendar, or another swimlane.
function upward(card, by) {
  if (weekOf(card)) return () => sideways(card, by * weekOf(card));
  const boards = boardsOf(boardOf(card));
  return boards[1] && (() => {
    const board = boards[boards.indexOf(boardOf(card)) + by];
    if (!board) return;
    carry(twin(board, held.from));
    card.focus();
    say(`Over ${placeOf(laneOf(card))}.`);
  });
}

// Private: the menu, built from the lanes

function openMenu(card) {
  const menu = make('div', { className: 'menu', popover: 'auto', role: 'group', ariaLabel: `Move ${nameOf(card)} to` });
  menu.append(make('p', { textContent: 'Move to' }));
  const here = boardOf(card);
  const others = boardsOf(here).filter(board => board !== here);
  for (const lane of [...lanesOf(card), ...others.map(board => twin(board, laneOf(card)))]) {
    if (lane === laneOf(card)) continue;
    const name = boardOf(lane) === here ? nameOf(lane) : swimOf(lane);
    const button = menu.appendChild(make('button', { type: 'button', textContent: name }));
    button.onclick = () => {
      menu.remove();
      held = place(card);
      carry(lane);
      drop();
    };
  }
  menu.ontoggle = ({ newState, target }) => newState === 'closed' && target.remove();
  card.append(menu);
  menu.showPopover({ source: card });
  menu.querySelector('button')?.focus();
}

// Private: moving

const place = card => ({ card, from: laneOf(card), next: card.nextElementSibling });

function carry(lane) {
  const { card, from } = held;
  if (boardOf(lane) !== boardOf(from)) lane = twin(boardOf(lane), from);
  if (laneOf(card) !== lane) {
    if (lane === from) putBack(held);
    else lane.insertBefore(card, cardsOf(lane)[0] ?? null);
  }
  for (const each of reachOf(card)) each.toggleAttribute('data-over', each === lane && lane !== from);
}

function drop() {
  const { card, from } = held;
  const [was, lane] = [held, laneOf(card)];
  settle();
  if (lane === from) return was.shadow ? show('Not moved. Let go over another column.') : say('Not moved.');
  if (lane.dataset.ask) {
    putBack(was);
    return location.assign(lane.dataset.ask.replaceAll('{id}', encodeURIComponent(card.dataset.id)));
  }
  card.focus();
  send(was, lane);
}

function giveBack() {
  putBack(held);
  held.card.focus();
  settle();
  say('Put back.');
}

function putBack({ card, from, next }) {
  from.insertBefore(card, next?.parentNode === from ? next : null);
}

function settle() {
  delete held.card.dataset.lifted;
  for (const lane of reachOf(held.card)) lane.removeAttribute('data-over');
  held = null;
}

async function send(was, lane) {
  const { card } = was;
  card.setAttribute('aria-busy', 'true');
  const { refusal, undo, said } = await post(card, lane, was.from);
  card.removeAttribute('aria-busy');
  if (refusal) {
    const focused = card.contains(document.activeElement);
    putBack(was);
    if (focused) card.focus();
    show(refusal, { tone: 'minium' });
  } else {
    show(`${card.querySelector('h3')?.textContent.trim() ?? nameOf(card)} moved to ${boardOf(lane) === boardOf(was.from) ? nameOf(lane) : swimOf(lane)}${said ? `. ${said}` : ''}`, { undo });
  }
  if (!tell('atrium:refresh') && !refusal) location.reload(); // live.js is not there to do it
}

// What takes it back, or the reason in words why it did not go.
async function post(card, lane, from) {
  const { id, version = '' } = card.dataset;
  const body = new URLSearchParams({ id, to: lane.dataset.key, version, _key: newKey() });
  if (boardOf(lane) !== boardOf(from)) {
    const [swim, into] = boardOf(lane).dataset.swim.split(':');
    body.set('swim', swim);
    body.set('into', into);
  }
  try {
    const headers = { Accept: 'application/json', 'Atrium-Part': 'move' };
    const response = await fetch(boardOf(card).dataset.move, { method: 'POST', body, headers });
    const answer = await response.json().catch(() => null);
    if (response.redirected || response.status === 401) location.reload(); // signed out
    if (!response.ok) return { refusal: answer?.detail ?? `Not moved, the server answered ${response.status}.` };
    card.dataset.version = answer?.version ?? version;
    return { undo: answer?.undo && `/undo/${answer.undo}`, said: answer?.said };
  } catch {
    return { refusal: 'Not moved, there is no connection. Try again in a moment.' };
  }
}

// Private: small things

const cardOf = target => target?.closest?.(`${LANE} > [data-id]`);
const boardOf = element => element.closest('[data-move]');
const laneOf = card => card.closest(LANE);
const lanesIn = board => [...board.querySelectorAll(':scope > [data-key]')];
const lanesOf = card => lanesIn(boardOf(card));
const boardsOf = board => {
  const all = board.dataset.swim === undefined ? null : board.closest('[data-swims]');
  return all ? [...all.querySelectorAll('[data-move][data-swim]')] : [board];
};
const reachOf = card => boardsOf(boardOf(card)).flatMap(lanesIn);
const twin = (board, lane) => lanesIn(board).find(each => each.dataset.key === lane.dataset.key) ?? lane;
const swimOf = lane => lane.closest('.swim')?.ariaLabel ?? nameOf(lane);
const placeOf = lane => `${swimOf(lane)}, ${nameOf(lane)}`;
const cardsOf = lane => [...lane.querySelectorAll(':scope > [data-id]')];
const weekOf = card => Number(boardOf(card).dataset.across ?? 0); // lanes in a row, where they stand in rows
const nameOf = element => element.ariaLabel ?? element.querySelector('h2, h3')?.textContent;
const make = (name, properties) => Object.assign(document.createElement(name), properties);

function say(words) {
  voice ??= document.body.appendChild(make('div', { className: 'vh', role: 'status' }));
  voice.textContent = words;
}

// Seen by everybody, and read out like what is said.
const show = (text, how) => document.dispatchEvent(new CustomEvent('atrium:toast', { detail: { text, ...how } }));

// True when someone took it.
const tell = (name, detail) => !document.dispatchEvent(new CustomEvent(name, { cancelable: true, detail }));

// crypto.randomUUID is missing on plain http.
function newKey() {
  return '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, digit =>
    (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));
}
