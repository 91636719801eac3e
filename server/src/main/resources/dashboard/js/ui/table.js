import { h } from '../dom.js';

/**
 * A table. Columns are {name, cell(row), number, foot}; the first is the row's head. It scrolls within itself on narrow screens.
 * `caption` is read out, not shown.
 */
export function table(caption, columns, rows, { foot = false } = {}) {
  const head = h(
    'tr',
    {},
    columns.map((column) => h('th', { scope: 'col', class: column.number ? 'number' : '' }, column.name)),
  );
  return h(
    'div.table-wrap',
    { tabindex: '0', role: 'region', 'aria-label': caption },
    h(
      'table',
      {},
      h('caption.hidden-text', {}, caption),
      h('thead', {}, head),
      h(
        'tbody',
        {},
        rows.map((row) => line(columns, row)),
      ),
      foot &&
        h(
          'tfoot',
          {},
          h(
            'tr',
            {},
            columns.map((column, at) => cell(at, column, column.foot)),
          ),
        ),
    ),
  );
}

/** One row of it. */
export function line(columns, row) {
  return h(
    'tr',
    {},
    columns.map((column, at) => cell(at, column, column.cell(row))),
  );
}

function cell(at, column, content) {
  const attributes = { class: column.number ? 'number' : '' };
  return at === 0 ? h('th', { scope: 'row', ...attributes }, content) : h('td', attributes, content);
}
