import { h } from '../dom.js';
import { money, plural, UNKNOWN } from '../format.js';
import { card } from '../ui/card.js';
import { table } from '../ui/table.js';
import { ago } from '../ui/time.js';

/** Our ledger beside the provider's figure, and how far they lie apart. */
export function books(usage, key) {
  const { provider, ledger, drift } = usage;
  const rows = [
    ['Today, UTC', 'today', ledger.usage_today, provider.usage_today, drift.today],
    ['This month', 'month', ledger.usage_month, provider.usage_month, drift.month],
  ];
  const columns = [
    { name: 'Period', cell: (row) => row[0] },
    { name: 'Our ledger', number: true, cell: (row) => money(row[2], ledger.currency) },
    { name: 'Provider', number: true, cell: (row) => money(row[3], provider.currency) },
    { name: 'Drift', number: true, cell: (row) => apart(row[4]) },
  ];
  return h(
    'section.card',
    {},
    h('div.card-head', {}, h('h2', {}, 'Our ledger beside the provider’s figure')),
    h('div.card-body.flush', {}, table('Ledger and provider', columns, rows)),
    h('p.card-note.small.muted', {}, note(usage, key)),
  );
}

function apart(amount) {
  if (amount === null) return UNKNOWN;
  return `${amount > 0 ? '+' : ''}${money(amount)}`;
}

function note({ provider, ledger }, key) {
  if (!provider.synced_at) return `Not synced yet. ${key.provider_label} is asked for its figure each hour, where it tells one.`;
  const unknown = ledger.cost_unknown_month
    ? ` ${plural(ledger.cost_unknown_month, 'request')} of this month have no known cost and are missing from our side.`
    : '';
  if (provider.usage_month === null && provider.usage_today === null)
    return [`${key.provider_label} does not tell what this key spent. Asked `, ago(provider.synced_at), `.${unknown}`];
  return [
    'Provider’s figure synced ',
    ago(provider.synced_at),
    `. A positive drift means that the provider counts more than went through here.${unknown}`,
  ];
}
