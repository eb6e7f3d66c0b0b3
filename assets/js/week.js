// week.js: the grid of a week by keyboard. form[data-week] > table.week: arrows move between its cells (left and right from
// the ends of what is typed), Ctrl Enter starts the timer of the row, totals follow what is typed:
// [data-sum] at the end of a row and of the foot, [data-total] below a day. Without it: Tab, and totals once it is saved.

const HOUR = 60; // minutes

// Lifecycle

document.addEventListener('keydown', onKey);
document.addEventListener('focusin', event => cellOf(event.target)?.select());
document.addEventListener('input', event => cellOf(event.target) && add(event.target.closest('table')));

// Actions

function onKey(event) {
  const cell = cellOf(event.target);
  if (!cell || event.isComposing || event.altKey || event.metaKey) return;
  if (event.key === 'Enter' && event.ctrlKey) {
    event.preventDefault();
    cell.closest('tr').querySelector('button[name=task], button[name=project]')?.click();
    return;
  }
  const to = event.ctrlKey || event.shiftKey ? null : next(cell, event.key);
  if (!to) return;
  event.preventDefault();
  to.focus();
}

function add(table) {
  const rows = [...table.tBodies[0].rows];
  const feet = [...table.tFoot.rows[0].cells];
  const totals = new Map();
  let all = 0;
  for (const row of rows) {
    let sum = 0;
    for (const td of row.querySelectorAll('td:not([data-sum])')) {
      const minutes = of(td.querySelector('input')?.value ?? td.textContent);
      sum += minutes;
      totals.set(td.cellIndex, (totals.get(td.cellIndex) ?? 0) + minutes);
    }
    all += sum;
    write(row.querySelector('[data-sum]'), sum);
  }
  for (const td of feet) {
    if (td.matches('[data-total]')) write(td, totals.get(td.cellIndex) ?? 0);
    else if (td.matches('[data-sum]')) write(td, all);
  }
}

// Private

function cellOf(node) {
  return node instanceof HTMLInputElement && node.closest('form[data-week] table.week td') ? node : null;
}

function next(cell, key) {
  const [row, column] = [cell.closest('tr'), cell.closest('td').cellIndex];
  const ends = cell.selectionEnd - cell.selectionStart === cell.value.length;
  if (key === 'ArrowUp') return down(row, column, 'previousElementSibling');
  if (key === 'ArrowDown') return down(row, column, 'nextElementSibling');
  if (key === 'ArrowLeft' && (ends || !cell.selectionEnd)) return beside(cell, 'previousElementSibling');
  if (key === 'ArrowRight' && (ends || cell.selectionStart === cell.value.length)) return beside(cell, 'nextElementSibling');
  return null;
}

function down(row, column, way) {
  for (let at = row[way]; at; at = at[way]) {
    const found = at.cells[column]?.querySelector('input');
    if (found) return found;
  }
  return null;
}

function beside(cell, way) {
  for (let at = cell.closest('td')[way]; at; at = at[way]) {
    const found = at.querySelector('input:not([type=hidden])');
    if (found) return found;
  }
  return null;
}

// Minutes of what is typed, as far as they are plain; the server reads the rest.
function of(text) {
  const typed = text.trim().toLowerCase().replace(',', '.');
  const clock = /^(\d+):(\d\d)$/.exec(typed);
  if (clock) return Number(clock[1]) * 60 + Number(clock[2]);
  const parts = /^(?:(\d*\.?\d+)\s*h)?\s*(?:(\d+)\s*m?(?:in)?)?$/.exec(typed);
  if (parts && typed.includes('h')) return Math.round(Number(parts[1] ?? 0) * HOUR + Number(parts[2] ?? 0));
  if (/^\d+\s*m(in)?$/.test(typed)) return parseInt(typed, 10);
  const span = /^(\d+)(?::(\d\d))?\s*[-\u2013]\s*(\d+)(?::(\d\d))?$/.exec(typed);
  if (span) {
    const [from, to] = [Number(span[1]) * 60 + Number(span[2] ?? 0), Number(span[3]) * 60 + Number(span[4] ?? 0)];
    const step = from < 720 ? 720 : 1440;
    return to > from ? to - from : to + step - from;
  }
  const hours = Number(typed);
  return typed && Number.isFinite(hours) ? Math.round(hours * HOUR) : 0;
}

function write(cell, minutes) {
  if (cell) cell.textContent = minutes ? `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}` : '·';
}
