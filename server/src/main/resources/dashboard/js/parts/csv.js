/** Rows as CSV (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe before it; null is an empty cell. */
export function csv(names, rows) {
  return [names, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

/** Lets the browser save a text as a file. Nothing leaves the browser. */
export function save(name, text, type = 'text/csv;charset=utf-8') {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000); // after the download has begun
}

function cell(value) {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return plain(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// Small amounts are 4.14e-5 in JavaScript; spreadsheets want 0.0000414. Nine decimals are the finest that the API tells.
function plain(number) {
  return Number.isInteger(number) ? String(number) : number.toFixed(9).replace(/\.?0+$/, '');
}
