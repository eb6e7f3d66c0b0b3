// line-items.js: rows of a quote or invoice: add, remove, reorder, and a preview of the sums. The server decides.
// Markup: form[data-lines][data-exponent=2][data-currency=USD][data-sign=$][data-decimal=.] with [data-line-rows] > [data-line],
// template[data-line-new], buttons [data-line-add] and, in a row, -remove -up -down; names and ids start `lines.0.`
// (title, quantity, price, discount, tax, optional); a row with [data-signed] may take off; [data-line-total] in a row,
// [data-total=net|discount|tax|gross|optional].
// Rounded half away from zero: per line quantity × price − discount (percent, or an amount with its sign), then for each
// rate its percent of the sum of its lines.

const QTY = 3; // decimals of a quantity
const RATE = 3; // decimals of a percentage

// Lifecycle

document.addEventListener('input', event => preview(formOf(event.target)));
document.addEventListener('click', onClick);
document.addEventListener('keydown', onKey);
document.addEventListener('reset', event => setTimeout(() => preview(formOf(event.target))));
document.addEventListener('atrium:swapped', previewAll);
addEventListener('pageshow', previewAll);
previewAll();

// Actions

function onClick(event) {
  const button = event.target.closest?.('[data-line-add], [data-line-remove], [data-line-up], [data-line-down]');
  const form = formOf(button);
  if (!form) return;
  event.preventDefault(); // without this script they submit and the server does the same
  const line = button.closest('[data-line]');
  if (button.hasAttribute('data-line-add')) add(form);
  else if (button.hasAttribute('data-line-remove')) remove(form, line);
  else shift(line, button.hasAttribute('data-line-up') ? -1 : 1, button);
  changed(form);
}

function onKey(event) {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const line = event.target.closest?.('[data-line]');
  if (!by || !event.altKey || !formOf(line)) return;
  event.preventDefault();
  shift(line, by, event.target);
  changed(formOf(line));
}

// Private: rows

function add(form) {
  const rows = rowsOf(form);
  rows.append(form.querySelector('template[data-line-new]').content.cloneNode(true));
  rows.lastElementChild.querySelector('input, textarea, select')?.focus();
}

function remove(form, line) {
  const neighbour = line.nextElementSibling ?? line.previousElementSibling;
  line.remove();
  (neighbour?.querySelector('[data-line-remove]') ?? form.querySelector('[data-line-add]'))?.focus();
}

function shift(line, by, focused) {
  const other = by < 0 ? line.previousElementSibling : line.nextElementSibling;
  if (!other) return;
  if (by < 0) other.before(line);
  else other.after(line);
  focused.focus();
}

function changed(form) {
  linesOf(form).forEach(number);
  form.dispatchEvent(new Event('input', { bubbles: true }));
}

function number(line, at) {
  for (const element of line.querySelectorAll('[name], [id], [for], [aria-describedby], [aria-labelledby]')) {
    for (const name of ['name', 'id', 'for', 'aria-describedby', 'aria-labelledby']) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replace(/(^|\s)lines\.[^.\s]+\./g, `$1lines.${at}.`));
    }
  }
}

// Private: sums, in whole minor units

function previewAll() {
  document.querySelectorAll('form[data-lines]').forEach(preview);
}

function preview(form) {
  if (!form) return;
  const sums = { net: 0n, discount: 0n, tax: 0n, gross: 0n, optional: 0n };
  const rates = new Map();
  for (const line of linesOf(form)) {
    const amounts = amountsOf(line, form);
    write(line.querySelector('[data-line-total]'), amounts?.net, form);
    if (!amounts) continue;
    if (amounts.optional) {
      sums.optional += amounts.net + share(amounts.net, amounts.rate);
      continue;
    }
    sums.net += amounts.net;
    sums.discount += amounts.discount;
    rates.set(amounts.rate, (rates.get(amounts.rate) ?? 0n) + amounts.net);
  }
  for (const [rate, net] of rates) sums.tax += share(net, rate);
  sums.gross = sums.net + sums.tax;
  for (const total of form.querySelectorAll('[data-total]')) write(total, sums[total.dataset.total], form);
}

// Nothing when a field cannot be read: then a dash is shown and the line is not counted.
function amountsOf(line, form) {
  const read = (name, decimals, missing, signed = false) => {
    const text = line.querySelector(`[name$=".${name}"]`)?.value.trim();
    if (!text) return missing;
    if (!signed || !text.startsWith('-')) return units(text, decimals);
    const size = units(text.slice(1), decimals);
    return size === null ? null : -size;
  };
  const quantity = read('quantity', QTY, null, line.hasAttribute('data-signed'));
  const price = read('price', exponentOf(form), null);
  const rate = read('tax', RATE, 0n);
  if ([quantity, price, rate].includes(null)) return null;
  const whole = divide(quantity * price, 10n ** BigInt(QTY));
  const discount = discountOf(line.querySelector('[name$=".discount"]')?.value.trim() ?? '', whole, form);
  if (discount === null || (discount > 0n && discount > whole)) return null;
  return { net: whole - discount, discount, rate, optional: line.querySelector('[name$=".optional"]')?.checked ?? false };
}

// "5" and "5 %" are a share, "$5.00" is an amount.
function discountOf(text, whole, form) {
  if (text === '') return 0n;
  const amount = [form.dataset.sign, form.dataset.currency].find(sign => sign && text.startsWith(sign));
  if (amount) return units(text.slice(amount.length), exponentOf(form));
  const off = units(text.replace(/\s*%$/, ''), RATE);
  return off === null ? null : share(whole, off);
}

function share(amount, rate) {
  return divide(amount * rate, 100n * 10n ** BigInt(RATE));
}

// "1,234.5" with two decimals is 123450n; what the server would refuse (more decimals, "1,5", less than nothing) cannot
// be read.
function units(text, decimals) {
  const [, groups, part = ''] = text.trim().match(/^(\d*|\d+(?:[,\s'’]\d{2,3})*[,\s'’]\d{3})(?:\.(\d*))?$/) ?? [];
  const whole = groups?.replace(/\D/g, '');
  if (groups === undefined || whole + part === '' || part.length > decimals) return null;
  return BigInt(whole + part.padEnd(decimals, '0'));
}

function divide(value, by) {
  const half = value < 0n ? -by / 2n : by / 2n;
  return (value + half) / by;
}

function write(element, minor, form) {
  if (!element) return;
  const digits = exponentOf(form);
  const { currency } = form.dataset;
  const style = currency ? { style: 'currency', currency } : {};
  const format = new Intl.NumberFormat(document.documentElement.lang, { ...style, minimumFractionDigits: digits, maximumFractionDigits: digits });
  element.textContent = minor === undefined ? '–' : format.format(`${minor}E-${digits}`);
}

// Private: where things are

function formOf(element) {
  return element?.closest?.('form[data-lines]');
}

function rowsOf(form) {
  return form.querySelector('[data-line-rows]');
}

function linesOf(form) {
  return [...form.querySelectorAll('[data-line-rows] > [data-line]')];
}

function exponentOf(form) {
  return Number(form.dataset.exponent ?? 2);
}
