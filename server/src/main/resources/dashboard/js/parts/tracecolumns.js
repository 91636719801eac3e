import { h } from '../dom.js';
import { count, duration, money, UNKNOWN } from '../format.js';
import { to } from '../router.js';
import { outcome, tag } from '../ui/badge.js';
import { ago } from '../ui/time.js';
import { called } from './keyname.js';

/** Columns of the list of requests. */
export const COLUMNS = [
  { name: 'When', cell: (row) => h('a.nowrap', { href: to(`/traces/${encodeURIComponent(row.id)}`) }, ago(row.started_at)) },
  { name: 'Ended', cell: (row) => outcome(row.status) },
  {
    name: 'Model',
    cell: (row) => [
      h('div', {}, row.requested_model ?? UNKNOWN),
      row.served_model && !row.requested_model?.endsWith(row.served_model) && h('div.small.muted', {}, `served by ${row.served_model}`),
    ],
  },
  {
    name: 'Key and caller',
    cell: (row) => [
      h('div', {}, called(row.integration_id, row.key_label)),
      h('div.small.muted', {}, row.caller_name ?? row.agent_id ?? row.client_id ?? ''),
    ],
  },
  {
    name: 'Attempts',
    number: true,
    cell: (row) => [row.cache_hit && tag('Cache'), row.fallback_used && tag('Fallback', 'warn'), ` ${row.attempt_count}`],
  },
  { name: 'Tokens', number: true, cell: (row) => (row.tokens ? `${count(row.tokens.input)} → ${count(row.tokens.output)}` : UNKNOWN) },
  { name: 'Latency', number: true, cell: (row) => duration(row.latency_ms) },
  { name: 'Cost', number: true, cell: (row) => money(row.cost_usd) },
];

/** Which request a row is about: two callers may have used one id. */
export const keyOf = (row) => `${row.id} ${row.agent_id ?? row.client_id}`;
