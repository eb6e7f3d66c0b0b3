// copy.js: [data-copy="text"] copies its text; an empty data-copy on a link copies the link's full address.
// The element carries data-copied for two seconds and the copy is announced; data-copy-said changes the words.

// Lifecycle

document.addEventListener('click', onClick);

// Actions

async function onClick(event) {
  const element = event.target.closest?.('[data-copy]');
  if (!element) return;
  event.preventDefault();
  const done = await copy(element.dataset.copy || element.href || '', element);
  element.toggleAttribute('data-copied', done);
  announce(element, done ? element.dataset.copySaid ?? inWords('Copied.') : inWords('Not copied, the browser refused.'));
  setTimeout(() => element.removeAttribute('data-copied'), 2000);
}

// Private

async function copy(text, near) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text, near); // by plain http there is no clipboard object
  }
}

function copyBySelection(text, near) {
  const field = Object.assign(document.createElement('textarea'), { value: text, className: 'vh', readOnly: true });
  near.after(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  near.focus();
  return done;
}

// Inside an open dialog only what is in it is heard.
function announce(element, words) {
  const voice = Object.assign(document.createElement('div'), { className: 'vh', role: 'status' });
  (element.closest('dialog') ?? document.body).append(voice);
  setTimeout(() => (voice.textContent = words), 50);
  setTimeout(() => voice.remove(), 5000);
}
