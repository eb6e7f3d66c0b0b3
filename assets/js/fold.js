// fold.js: folds the rows of a plan. button[data-fold=key] hides tr[data-parent=key] and all below it; rows that others
// belong to are tr[data-node=key]. What is folded is remembered for the session. Hears `atrium:swapped`.

const KEY = `atrium:fold:${location.pathname}`;

const folded = new Set(stored(store => JSON.parse(store.getItem(KEY))) ?? []);

// Lifecycle

document.addEventListener('click', onClick);
document.addEventListener('atrium:swapped', event => draw(event.target));

draw(document);

// Actions

function onClick(event) {
  const key = event.target.closest?.('[data-fold]')?.dataset.fold;
  if (!key) return;
  if (!folded.delete(key)) folded.add(key);
  stored(store => store.setItem(KEY, JSON.stringify([...folded])));
  draw(document);
}

// Private

function draw(root) {
  for (const button of root.querySelectorAll('[data-fold]')) {
    button.setAttribute('aria-expanded', !folded.has(button.dataset.fold));
  }
  const gone = new Set(folded);
  for (const row of root.querySelectorAll('[data-parent]')) {
    row.hidden = gone.has(row.dataset.parent);
    if (row.hidden) gone.add(row.dataset.node);
  }
}

// Storage may be full or forbidden; then a fold lasts as long as the page.
function stored(use) {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}
