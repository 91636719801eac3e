import { h } from '../dom.js';
import { count, money, percent, UNKNOWN } from '../format.js';
import { card } from '../ui/card.js';
import { table } from '../ui/table.js';

/** Where an agent's money of this month went, the dearest model first. */
export function spendByModel(agent) {
  const rows = agent.spend_by_model;
  if (!rows.length) return card('Spend by model, this month', h('p.muted', {}, 'It has asked nothing this month.'));
  const known = rows.filter((row) => row.cost !== null);
  const sum = known.length ? known.reduce((all, row) => all + row.cost, 0) : null;
  const columns = [
    { name: 'Model', cell: (row) => row.model, foot: 'All' },
    { name: 'Attempts', number: true, cell: (row) => count(row.requests), foot: count(rows.reduce((all, row) => all + row.requests, 0)) },
    { name: 'Cost', number: true, cell: (row) => money(row.cost), foot: money(sum) },
    { name: 'Share', cell: (row) => share(row.cost, sum), foot: '' },
  ];
  return h(
    'section.card',
    {},
    h('div.card-head', {}, h('h2', {}, 'Spend by model, this month')),
    h('div.card-body.flush', {}, table('Spend by model, this month', columns, rows, { foot: true })),
    apart(agent, sum),
  );
}

function share(cost, sum) {
  if (cost === null || !sum) return UNKNOWN;
  const part = `${(100 * cost) / sum}%`;
  return h('div.share', {}, h('div.bar-track', { 'aria-hidden': 'true' }, h('div.bar-fill', { vars: { part } })), percent(cost, sum));
}

// A blocking budget counts what nobody knows at the most that it may have cost.
function apart(agent, sum) {
  const more = agent.spend_this_month - (sum ?? 0);
  if (more < 1e-9) return null;
  return h(
    'p.card-note.small.muted',
    {},
    `Its budget counts ${money(agent.spend_this_month)}: ${money(more)} more, the most that requests of unknown cost may have cost.`,
  );
}
