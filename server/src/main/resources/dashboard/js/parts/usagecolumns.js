import { h } from '../dom.js';
import { brief, count, duration, fullDayOf, money, percent } from '../format.js';
import { to } from '../router.js';
import { keyLink } from './keyname.js';

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
  if (group === 'day') return h('span.nowrap', {}, fullDayOf(row.key));
  if (group === 'integration') return keyLink(row.key, row.label);
  if (group === 'agent') return caller(row);
  return row.label ?? row.key ?? 'Unknown';
}

// What it was asked for in the last month stands among the traces, which are kept for less long than sums.
function caller(row) {
  if (!row.key) return 'Unknown';
  const agent = row.key.startsWith('agt_');
  const query = new URLSearchParams({ [agent ? 'agent_id' : 'client_id']: row.key, hours: '720' });
  return [
    h('a', { href: `${to('/traces')}?${query}` }, row.label ?? row.key),
    h('div.small.muted', {}, agent ? 'Agent' : 'Client', row.label ? [' ', h('span.mono', {}, row.key)] : ''),
  ];
}
