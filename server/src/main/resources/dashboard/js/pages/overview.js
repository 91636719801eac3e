import { get } from '../api.js';
import { h } from '../dom.js';
import { count, money, percent, plural } from '../format.js';
import { to } from '../router.js';
import { signedIn } from '../session.js';
import { byDay, costChart, requestsChart } from '../parts/daycharts.js';
import { attention } from '../parts/attention.js';
import { catalogue } from '../parts/catalogue.js';
import { month } from '../parts/forecast.js';
import { card } from '../ui/card.js';
import { empty } from '../ui/states.js';
import { tile, unpriced } from '../ui/tile.js';

const DAYS = 30;

/** What needs a person first, then what was asked and spent. */
export default async function overviewPage() {
  const [health, usage, byProvider, providers] = await Promise.all([
    get('/api/v1/integrations/health'),
    get('/api/v1/integrations/usage', { days: 31 }),
    get('/api/v1/integrations/usage', { days: DAYS, group_by: 'provider' }),
    catalogue(),
  ]);
  const head = h(
    'div.page-head',
    {},
    h('div', {}, h('h1', {}, 'Overview'), h('p.muted', {}, `${signedIn().brand_name} · figures by UTC day, until now`)),
  );
  if (!health.summary.total && !usage.totals.requests) return [head, h('div.card', {}, welcome())];
  const labels = new Map(providers.map((provider) => [provider.name, provider.label]));
  return [head, h('div.stack', {}, attention(health, labels), tiles(usage), charts(usage), shares(byProvider, labels))];
}

function welcome() {
  return empty(
    'The vault is empty',
    'Add the first key of a provider; then point any OpenAI client at this server, and its requests show up here.',
    { action: h('a.button.primary', { href: to('/vault?add=1') }, 'Add a key') },
  );
}

function tiles(usage) {
  const today = usage.usage.find((row) => row.key === usage.to) ?? { requests: 0, errors: 0, cost: 0, cost_unknown: 0 };
  const { spent, forecast, requests, unknown } = month(usage);
  return h(
    'div.tiles',
    {},
    tile('Requests today', count(today.requests), today.requests ? `${percent(today.errors, today.requests)} failed` : 'None yet'),
    tile('Spent today', money(today.cost), unpriced(today.cost_unknown)),
    tile('Spent this month', money(spent), `${plural(requests, 'request')}, ${unpriced(unknown).toLowerCase()}`),
    tile(
      'Forecast for the month',
      money(forecast),
      forecast === null ? 'Told after one whole day of use' : 'Spent so far, and the days to come like the last seven',
    ),
  );
}

function charts(usage) {
  const days = byDay(usage, DAYS);
  return h('div.two', {}, card(`Requests, last ${DAYS} days`, requestsChart(days)), card(`Cost, last ${DAYS} days`, costChart(days)));
}

function shares(byProvider, labels) {
  const most = Math.max(...byProvider.usage.map((row) => row.requests), 1);
  const rows = [...byProvider.usage].sort((a, b) => b.requests - a.requests).slice(0, 8);
  const words = (row) =>
    h('span', {}, `${plural(row.requests, 'request')} · ${row.cost_unknown === row.requests ? 'price unknown' : money(row.cost)}`);
  const lines = rows.map((row) =>
    h(
      'li.bar',
      {},
      h('div.bar-words', {}, h('span', {}, labels.get(row.key) ?? row.key), words(row)),
      h('div.bar-track', {}, h('div.bar-fill', { vars: { part: `${(100 * row.requests) / most}%` } })),
    ),
  );
  return card(
    'Where requests went',
    rows.length ? h('ul.shares', {}, lines) : h('p.muted', {}, `No requests in the last ${DAYS} days.`),
    h('a.small', { href: to('/usage?group_by=provider') }, 'All usage'),
  );
}
