import { h } from '../dom.js';
import { brief, count, dayOf, duration, money, percent } from '../format.js';
import { to } from '../router.js';

/** Figures in the export, as the API names them. */
export const CSV = ['requests', 'errors', 'tokens_in', 'tokens_out', 'tokens_cached', 'cost', 'cost_unknown', 'p50_ms', 'p95_ms'];

/** Columns of the table of usage; `totals` stand in its foot. */
export function columns(name, group, totals) {
  const figure = (title, of, format = count) => ({ name: title, number: true, cell: (row) => format(of(row)), foot: format(of(totals)) });
  return [
    { name, cell: (row) => about(row, group), foot: 'All' },
    figure('Requests', (row) => row.requests),
    { name: 'Failed', number: true, cell: (row) => failures(row), foot: failures(totals) },
    figure('Tokens in', (row) => row.tokens_in, brief),
    figure('Tokens out', (row) => row.tokens_out, brief),
    figure('Cached', (row) => row.tokens_cached, brief),
    figure('Cost', (row) => row.cost, money),
    figure('Unpriced', (row) => row.cost_unknown),
    figure('Median', (row) => row.p50_ms, duration),
    figure('95 %', (row) => row.p95_ms, duration),
  ];
}

const failures = (row) => (row.errors ? `${count(row.errors)} (${percent(row.errors, row.requests)})` : '0');

function about(row, group) {
  if (group === 'day') return h('span.nowrap', {}, dayOf(row.key));
  if (group === 'integration') return h('a', { href: to(`/vault/${row.key}`) }, row.label ?? `Key ${row.key}`);
  return row.label ?? row.key ?? 'Unknown';
}
