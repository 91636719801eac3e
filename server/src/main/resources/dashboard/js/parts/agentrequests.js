import { get } from '../api.js';
import { h } from '../dom.js';
import { count, duration, money, plural, UNKNOWN } from '../format.js';
import { to } from '../router.js';
import { outcome } from '../ui/badge.js';
import { table } from '../ui/table.js';
import { ago } from '../ui/time.js';

const DAYS = 7;
const MOST = 10;

/** The last requests of an agent, and the way to all of them. */
export async function agentRequests(id) {
  const from = new Date(Date.now() - DAYS * 86400000).toISOString().replace(/\.\d+/, '');
  const { data, summary } = await get('/v1/traces', { agent_id: id, from, limit: MOST });
  const all = h('a.small', { href: `${to('/traces')}?${new URLSearchParams({ agent_id: id, hours: 24 * DAYS })}` }, 'All in Traces');
  return h(
    'section.card',
    {},
    h('div.card-head', {}, h('h2', {}, 'Last requests'), h('span.small.muted', {}, told(summary)), data.length > 0 && all),
    data.length
      ? h('div.card-body.flush', {}, table('Last requests', COLUMNS, data))
      : h('div.card-body', {}, h('p.muted', {}, `None in the last ${DAYS} days.`)),
  );
}

const told = (sums) => (sums.total ? `${plural(sums.total, 'request')} in ${DAYS} days, ${count(sums.errors)} failed` : '');

const COLUMNS = [
  { name: 'When', cell: (row) => h('a.nowrap', { href: to(`/traces/${encodeURIComponent(row.id)}`) }, ago(row.started_at)) },
  { name: 'Ended', cell: (row) => outcome(row.status) },
  { name: 'Model', cell: (row) => row.requested_model ?? UNKNOWN },
  { name: 'Latency', number: true, cell: (row) => duration(row.latency_ms) },
  { name: 'Cost', number: true, cell: (row) => money(row.cost_usd) },
];
