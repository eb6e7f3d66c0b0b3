// passkey.js: button[data-passkey=origin] has a passkey sign, or be made, and sends its form with the answer.
// What is asked comes from the address the button sends to (Atrium-Part: challenge): {publicKey}. The answer goes into the
// form's [data-passkey-answer], what went wrong into [data-passkey-said]. A button stays hidden where it would fail: in a
// browser that can't, at another address than the house's, and with [data-passkey-if] where there is no passkey to use;
// [data-passkey-elsewhere] says so. [data-passkey-autofill] offers passkeys in the form's autocomplete="… webauthn" too.

const AGAIN = 4 * 60_000; // a question holds for five minutes

const WORDS = {
  NotAllowedError: inWords('Nothing was done: it was cancelled or took too long. Try again.'),
  InvalidStateError: inWords('This device holds a passkey of yours already.'),
  SecurityError: inWords('The browser keeps passkeys for addresses whose certificate it trusts. Ask whoever runs Atrium.'),
};

let waiting; // the offer in the field, which ends when the button is pressed

// Lifecycle

document.addEventListener('click', onClick);
addEventListener('pageshow', () => document.querySelectorAll('[data-passkey-answer]').forEach(each => (each.value = ''))); // used up
document.querySelectorAll('button[data-passkey]').forEach(show);

// Actions

function onClick(event) {
  const button = event.target.closest?.('button[data-passkey]');
  if (!button || answerOf(button).value) return;
  event.preventDefault();
  if (button.formNoValidate || button.form.reportValidity()) use(button);
}

// Private

async function show(button) {
  const here = location.origin === button.dataset.passkey;
  const elsewhere = button.form.querySelector('[data-passkey-elsewhere]');
  if (elsewhere) elsewhere.hidden = here;
  if (!here || !window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
  if ('passkeyIf' in button.dataset && !(await ask(button))) return;
  button.hidden = false;
  if ('passkeyAutofill' in button.dataset) autofill(button);
}

async function use(button) {
  waiting?.abort();
  say(button, '');
  button.setAttribute('aria-busy', 'true');
  try {
    const asked = await ask(button);
    if (asked) send(button, await answer(asked));
    else say(button, inWords('Atrium did not answer. Load the page again.'));
  } catch (error) {
    say(button, /certificate/i.test(error.message) ? WORDS.SecurityError : WORDS[error.name] ?? error.message);
  } finally {
    button.removeAttribute('aria-busy');
  }
}

async function autofill(button) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  waiting = new AbortController();
  const { signal } = waiting;
  const again = setTimeout(() => (waiting.abort(), autofill(button)), AGAIN);
  try {
    const asked = await ask(button);
    if (asked) send(button, await answer(asked, { mediation: 'conditional', signal }));
  } catch {
    // Another way in was chosen, or none: nobody asked for this one.
  } finally {
    if (signal.aborted) clearTimeout(again);
  }
}

async function ask(button) {
  const at = button.getAttribute('formaction') ?? button.form.getAttribute('action');
  const headers = { 'Atrium-Part': 'challenge', Accept: 'application/json' };
  const response = await fetch(at, { headers }).catch(() => null);
  return response?.ok ? (await response.json()).publicKey : null;
}

function answer(asked, options = {}) {
  return asked.pubKeyCredParams
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked), ...options })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked), ...options });
}

function send(button, credential) {
  answerOf(button).value = JSON.stringify(credential.toJSON());
  button.form.requestSubmit(button);
}

function say(button, text) {
  const said = button.form.querySelector('[data-passkey-said]');
  said.hidden = !text;
  said.textContent = text;
}

function answerOf(button) {
  return button.form.querySelector('[data-passkey-answer]');
}
