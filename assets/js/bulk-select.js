// bulk-select.js: ticks rows of table.rows: ranges with Shift, all from the head, and the .bulk bar that says how many.
// Markup, in one form: [data-tick-all] in the head, [data-tick] in the rows (data-value: minor units or minutes, optional);
// .bulk with [data-count], [data-sum] with data-currency=USD where it is money, [data-clear] and [data-matching="312"], a tick that means all that
// match, on whichever page, and says how many. Cards in .papers are ticked likewise, by their [name=keys].

let last = null; // the tick a range starts from

// Lifecycle

document.addEventListener('click', onClick);
document.addEventListener('change', event => event.target.matches('[data-tick], [data-matching], .papers [name=keys]') && show(groupOf(event.target)));
document.addEventListener('atrium:swapped', showAll);
addEventListener('pageshow', showAll); // browsers restore ticks on the way back
showAll();

// Actions

function onClick(event) {
  const { target } = event;
  if (target.matches?.('[data-tick]')) {
    if (event.shiftKey) tickRange(target);
    last = target;
  } else if (target.matches?.('[data-tick-all]')) {
    tickAll(groupOf(target), target.checked);
  } else if (target.closest?.('.bulk [data-clear]')) {
    event.preventDefault();
    for (const every of groupOf(target).querySelectorAll('[data-matching]')) every.checked = false;
    tickAll(groupOf(target), false);
  }
}

// Private

function tickRange(target) {
  const ticks = ticksIn(groupOf(target));
  const ends = [ticks.indexOf(last), ticks.indexOf(target)].sort((a, b) => a - b);
  if (ends[0] < 0) return;
  for (const tick of ticks.slice(ends[0], ends[1] + 1)) tick.checked = target.checked;
}

function tickAll(group, checked) {
  for (const tick of ticksIn(group)) tick.checked = checked;
  show(group);
}

function showAll() {
  for (const group of new Set([...document.querySelectorAll('.bulk, [data-tick-all]')].map(groupOf))) show(group);
}

function show(group) {
  const ticks = ticksIn(group);
  const ticked = ticks.filter(tick => tick.checked);
  for (const all of group.querySelectorAll('[data-tick-all]')) {
    all.checked = ticked.length > 0 && ticked.length === ticks.length;
    all.indeterminate = ticked.length > 0 && ticked.length < ticks.length;
  }
  const bar = group.querySelector('.bulk');
  if (!bar) return;
  const every = bar.querySelector('[data-matching]:checked');
  bar.hidden = ticked.length === 0 && !every;
  const count = bar.querySelector('[data-count]');
  const sum = bar.querySelector('[data-sum]');
  if (count) count.textContent = every?.dataset.matching ?? ticked.length;
  if (!sum) return;
  const total = ticked.reduce((total, tick) => total + BigInt(tick.dataset.value || 0), 0n);
  sum.textContent = every ? '' : sum.dataset.currency ? money(total, sum.dataset.currency) : hours(total);
}

function ticksIn(group) {
  return [...group.querySelectorAll('table.rows [data-tick]:not(:disabled), .papers [name=keys]')];
}

function groupOf(element) {
  return element.closest('form') ?? document.body;
}

function money(minor, currency) {
  const format = new Intl.NumberFormat(document.documentElement.lang, { style: 'currency', currency });
  return format.format(`${minor}E-${format.resolvedOptions().maximumFractionDigits}`);
}

function hours(minutes) {
  const [whole, rest] = [minutes / 60n, minutes % 60n];
  return [whole && `${whole} h`, (rest || !whole) && `${rest} m`].filter(Boolean).join(' ');
}
