// verify.js: the check of a file whose owner keeps it. form[data-verify] has [data-verify-drop] around a file input without a
// name; what is chosen or dropped there is hashed here, and `hash` (SHA-256 of all of it), `covered` (of what the seal in it
// covers) and `seal` are filled in and sent. Without this, or where a browser can't hash, `hash` is typed.

const MOST = 100 * 1024 * 1024;
const RANGE = '/ByteRange';
const GAP = 64 * 1024; // the most between the two ranges

const form = document.querySelector('form[data-verify]');
const drop = form?.querySelector('[data-verify-drop]');

// Lifecycle

if (drop && globalThis.crypto?.subtle) {
  drop.hidden = false;
  drop.querySelector('input').addEventListener('change', event => take(event.target.files[0]));
  for (const name of ['dragenter', 'dragover']) form.addEventListener(name, onOver);
  for (const name of ['dragleave', 'drop']) form.addEventListener(name, () => drop.removeAttribute('data-over'));
  form.addEventListener('drop', event => {
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  });
}

// Actions

function onOver(event) {
  if (!event.dataTransfer?.types.includes('Files')) return;
  event.preventDefault();
  drop.setAttribute('data-over', '');
}

async function take(file) {
  if (!file) return;
  const problem = form.querySelector('[data-problem]');
  problem.hidden = true;
  try {
    if (file.size > MOST) throw new Error(inWords('This file is larger than 100 MB.'));
    const bytes = new Uint8Array(await file.arrayBuffer());
    const found = sealOf(bytes);
    form.elements.hash.value = await hash(bytes);
    form.elements.seal.value = found?.seal ?? '';
    form.elements.covered.value = found ? await hash(found.covered) : '';
    form.requestSubmit();
  } catch (error) {
    problem.textContent = error.message;
    problem.hidden = false;
  }
}

// Private

async function hash(bytes) {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return [...new Uint8Array(digest)].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

// The last seal in a file and what it says that it covers; null where there is none.
function sealOf(bytes) {
  const at = lastOf(bytes, RANGE);
  if (at < 0) return null;
  const said = text(bytes, at, at + 200).match(/^\/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/);
  if (!said) return null;
  const [gap, second, length] = said.slice(1).map(Number);
  if (gap >= second || second - gap > GAP || second + length > bytes.length) return null;
  const covered = new Uint8Array(gap + length);
  covered.set(bytes.subarray(0, gap));
  covered.set(bytes.subarray(second, second + length), gap);
  const hex = text(bytes, gap, second).match(/^<([0-9a-f]*)>$/i);
  return hex ? { covered, seal: hex[1].replace(/(00)+$/, '') } : null;
}

function lastOf(bytes, word) {
  const codes = [...word].map(letter => letter.charCodeAt(0));
  for (let at = bytes.length - codes.length; at >= 0; at--) {
    if (codes.every((code, n) => bytes[at + n] === code)) return at;
  }
  return -1;
}

function text(bytes, from, to) {
  return new TextDecoder('latin1').decode(bytes.subarray(from, to));
}
