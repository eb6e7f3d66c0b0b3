// file-drop.js: form[data-drop] takes files by drop and paste, lists them and shows how far the upload is;
// form[data-drop=plain] only takes them, and is sent as it stands, so that what is refused stands beside its field.
// Whole folders may be dropped where it is multiple; what lay in one says so: `path` is `1200:Brand/mark.png`. Unnamed
// input[type=file][data-adds] in a [data-more][hidden] add to the first one: a camera, a folder.
// Markup: input[type=file] (multiple: files add up), optional [data-files] list, progress[data-progress][hidden],
// [data-problem][role=alert][hidden], [data-cancel][hidden]; data-max on the form: bytes per file.
// POST multipart with `Atrium-Part: upload`: best 201 + Location (keeps the flash for that page), a 303 is followed too;
// refusals as problem+json `detail`. Says `atrium:toast` where there is no [data-problem].

const LARGE = 4 << 20; // bytes from which on a file goes piece by piece
const UNITS = ['B', 'KB', 'MB', 'GB'];
const MOST = 500; // files of a folder that are gathered
const uploads = new Map(); // form -> XMLHttpRequest
const paths = new WeakMap(); // file -> where it lay

// Lifecycle

document.addEventListener('dragover', onDragOver);
document.addEventListener('dragleave', event => formOf(event.target)?.contains(event.relatedTarget) || unmark());
document.addEventListener('drop', onDrop);
document.addEventListener('paste', onPaste);
document.addEventListener('change', onChange);
document.addEventListener('atrium:swapped', offer);
document.addEventListener('submit', onSubmit);
document.addEventListener('click', onClick);
addEventListener('beforeunload', event => uploads.size && event.preventDefault());
offer();

// Actions

function onDragOver(event) {
  const form = formOf(event.target);
  if (!form || !event.dataTransfer.types.includes('Files')) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'copy';
  form.setAttribute('data-over', '');
}

function onDrop(event) {
  unmark();
  const form = formOf(event.target);
  const entries = [...event.dataTransfer.items].map(item => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!form || !inputOf(form).multiple || !entries.some(entry => entry.isDirectory)) return take(event, event.dataTransfer.files);
  event.preventDefault();
  gather(entries).then(files => add(form, files));
}

function onChange({ target }) {
  const form = target.type === 'file' && formOf(target);
  if (!form) return;
  if (!target.matches('[data-adds]')) return list(form);
  const files = [...target.files];
  for (const file of files) if (file.webkitRelativePath) paths.set(file, file.webkitRelativePath);
  target.value = '';
  add(form, files);
}

function onPaste(event) {
  take(event, event.clipboardData.files);
}

function onSubmit(event) {
  const form = formOf(event.target);
  if (!form || form.dataset.drop === 'plain' || event.defaultPrevented || !inputOf(form).files.length) return;
  event.preventDefault();
  if (!uploads.has(form)) send(form, event.submitter);
}

function onClick(event) {
  const form = formOf(event.target.closest?.('[data-cancel]'));
  if (!uploads.has(form)) return;
  event.preventDefault();
  uploads.get(form).abort();
}

// Private: choosing

function take(event, files) {
  const form = formOf(event.target);
  if (!form || !files.length || uploads.has(form)) return;
  event.preventDefault();
  add(form, files);
}

function add(form, files) {
  if (!files.length || uploads.has(form)) return;
  const input = inputOf(form);
  const all = new DataTransfer();
  for (const file of input.multiple ? [...input.files, ...files] : [files[0]]) all.items.add(file);
  input.files = all.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

// Every file below these, each with where it lay.
async function gather(entries) {
  const found = [];
  for (const left = [...entries]; left.length && found.length < MOST;) {
    const entry = left.shift();
    if (entry.isFile) {
      const file = await new Promise((done, no) => entry.file(done, no)).catch(() => null);
      if (!file) continue;
      if (entry.fullPath.lastIndexOf('/') > 0) paths.set(file, entry.fullPath.slice(1));
      found.push(file);
      continue;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((done, no) => reader.readEntries(done, no)).catch(() => []);
      if (!some.length) break;
      left.push(...some);
    }
  }
  return found;
}

function offer() {
  for (const more of document.querySelectorAll('form[data-drop] [data-more]')) more.hidden = false;
}

function list(form) {
  const input = inputOf(form);
  const files = [...input.files];
  const max = Number(form.dataset.max) || Infinity;
  const tooBig = files.find(file => file.size > max);
  input.setCustomValidity(tooBig ? `${tooBig.name} has ${size(tooBig.size)}, at most ${size(max)} are allowed.` : '');
  if (tooBig) input.reportValidity();
  form.querySelector('[data-files]')?.replaceChildren(...files.map(row));
}

function row(file) {
  const make = (name, textContent) => Object.assign(document.createElement(name), { textContent });
  const item = make('li', '');
  item.append(make('b', paths.get(file) ?? file.name), ' ', make('small', size(file.size)));
  return item;
}

function size(bytes) {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1000)));
  return `${(bytes / 1000 ** step).toFixed(step > 1 ? 1 : 0)} ${UNITS[step]}`;
}

// Private: sending. Only XMLHttpRequest tells how much has gone out.

// A large file goes piece by piece first (`pieces.js`), so that a line that breaks costs a piece.
async function send(form, submitter) {
  const large = [...inputOf(form).files].filter(file => file.size > LARGE && inputOf(form).name === 'file');
  if (!large.length) return sendWhole(form, bodyOf(form, submitter), submitter);
  const stop = new AbortController();
  uploads.set(form, stop);
  show(form, 0);
  const body = bodyOf(form, submitter);
  const all = large.reduce((sum, { size }) => sum + size, 0);
  let before = 0;
  let pieces;
  try {
    pieces = await import(document.body.dataset.pieces);
    for (const file of large) {
      body.append('uploaded', await pieces.send(file, share => show(form, (before + share * file.size) / all), stop.signal));
      before += file.size;
    }
  } catch ({ refused, stopped }) {
    if (stopped) {
      large.forEach(pieces.giveUp);
      return fail(form, inWords('Stopped, nothing was sent.'));
    }
    return fail(form, refused ? `${inWords('Not sent:')} ${refused}` : inWords('Not sent, the connection broke. Your files are still chosen, try again: it goes on where it was.'));
  }
  const small = [...inputOf(form).files].filter(file => !large.includes(file));
  body.delete('file');
  for (const file of small) body.append('file', file);
  sendWhole(form, body, submitter);
}

function bodyOf(form, submitter) {
  const body = new FormData(form, submitter);
  for (const file of inputOf(form).files) if (paths.has(file)) body.append('path', `${file.size}:${paths.get(file)}`);
  return body;
}

function sendWhole(form, body, submitter) {
  const action = new URL(submitter?.getAttribute('formaction') ?? form.getAttribute('action') ?? '', location.href).href;
  const request = new XMLHttpRequest();
  uploads.set(form, request);
  show(form, 0);
  request.upload.onprogress = event => event.lengthComputable && show(form, event.loaded / event.total);
  request.onload = () => finish(form, request, action);
  request.onerror = () => fail(form, inWords('Not sent, the connection broke. Your files are still chosen, try again.'));
  request.onabort = () => fail(form, inWords('Stopped, nothing was sent.'));
  request.open('POST', action);
  request.setRequestHeader('Atrium-Part', 'upload');
  request.setRequestHeader('Accept', 'application/problem+json, text/html;q=0.9');
  request.send(body);
}

function finish(form, request, action) {
  if (request.status >= 400 || !request.status) return fail(form, reason(request));
  uploads.delete(form);
  const target = new URL(request.getResponseHeader('Location') ?? request.responseURL ?? action, location.href);
  if (target.href.replace(/#.*/, '') === location.href.replace(/#.*/, '')) location.reload();
  else location.assign(target);
}

function reason({ status, responseText }) {
  try {
    const { detail, title } = JSON.parse(responseText);
    return detail ?? title;
  } catch {
    return status === 413 ? inWords('Not sent, that is more than the server takes.') : `${inWords('Not sent, the server answered')} ${status}.`;
  }
}

function fail(form, text) {
  uploads.delete(form);
  for (const busy of [form, ...form.querySelectorAll('[aria-busy]')]) busy.removeAttribute('aria-busy');
  show(form, null);
  const problem = form.querySelector('[data-problem]');
  if (problem) [problem.textContent, problem.hidden] = [text, false];
  else document.dispatchEvent(new CustomEvent('atrium:toast', { detail: { text, tone: 'minium' } }));
}

function show(form, share) {
  const bar = form.querySelector('progress[data-progress]');
  if (bar) [bar.hidden, bar.max, bar.value] = [share === null, 1, share ?? 0];
  const cancel = form.querySelector('[data-cancel]');
  if (cancel) cancel.hidden = share === null;
  form.querySelector('[data-problem]')?.setAttribute('hidden', '');
}

// Private: where things are

function formOf(target) {
  const form = target?.closest?.('form[data-drop]');
  return form && inputOf(form) ? form : null;
}

function inputOf(form) {
  return form.querySelector('input[type=file]');
}

function unmark() {
  document.querySelectorAll('form[data-over]').forEach(form => form.removeAttribute('data-over'));
}
