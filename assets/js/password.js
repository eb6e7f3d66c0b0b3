// password.js: form[data-strength] says while one types how the house judges input[autocomplete=new-password].
// The form's own address is asked (Atrium-Part: strength) and answers {level: 0-4, text, fits}, so that the verdict is
// the one the post will get; it is shown in [data-strength-shown] (meter, span). Nothing is kept here.

const PAUSE = 250; // of typing, before it is asked

let wait;
let latest = 0; // only the last answer may show

// Lifecycle

document.addEventListener('input', onInput);

// Actions

function onInput({ target }) {
  const form = target.closest?.('form[data-strength]');
  if (!form || target.autocomplete !== 'new-password') return;
  clearTimeout(wait);
  const turn = ++latest;
  if (target.value) wait = setTimeout(() => judge(form, turn), PAUSE);
  else hide(form);
}

// Private

async function judge(form, turn) {
  try {
    const response = await fetch(form.action, {
      method: 'POST',
      body: new URLSearchParams(new FormData(form)),
      headers: { 'Atrium-Part': 'strength', Accept: 'application/json' },
    });
    if (turn !== latest) return;
    if (response.ok) show(form, await response.json());
    else hide(form);
  } catch {
    if (turn === latest) hide(form); // no connection: the answer to the post says it
  }
}

function show(form, { level, text, fits }) {
  const shown = form.querySelector('[data-strength-shown]');
  if (!shown) return;
  shown.hidden = false;
  shown.dataset.fits = fits;
  shown.querySelector('meter').value = level;
  shown.querySelector('span').textContent = text;
}

function hide(form) {
  const shown = form.querySelector('[data-strength-shown]');
  if (shown) shown.hidden = true;
}
