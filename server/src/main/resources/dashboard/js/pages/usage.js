import { get } from '../api.js';
import { fill, h } from '../dom.js';
import { brief, count, money, plural, utcDay } from '../format.js';
import { keepQuery } from '../router.js';
import { csv, save } from '../parts/csv.js';
import { byDay, costChart, requestsChart } from '../parts/daycharts.js';
import { columns, CSV } from '../parts/usagecolumns.js';
import { card } from '../ui/card.js';
import { choices } from '../ui/choices.js';
import { fields } from '../ui/form.js';
import { empty, failed, skeleton } from '../ui/states.js';
import { table } from '../ui/table.js';
import { tile, unpriced } from '../ui/tile.js';

const GROUPS = [
  ['day', 'Day'],
  ['provider', 'Provider'],
  ['integration', 'Key'],
  ['model', 'Model'],
  ['agent', 'Caller'],
];
const RANGES = [
  [1, 'Today'],
  [7, '7 days'],
  [30, '30 days'],
  [90, '90 days'],
];
const DAY_MS = 86400000;

/** What was asked and spent, by day, provider, key, model or caller. */
export default async function usagePage(view) {
  const days = Number(view.query.days);
  const model = {
    days: days >= 1 && days <= 90 ? Math.round(days) : 30,
    group: GROUPS.some(([key]) => key === view.query.group_by) ? view.query.group_by : 'day',
    body: h('div.stack'),
    told: null,
  };
  await load(model);
  const button = h('button.button', { type: 'button', onclick: () => exported(model) }, 'Export CSV');
  return [
    h(
      'div.page-head',
      {},
      h('div', {}, h('h1', {}, 'Usage'), h('p.muted', {}, 'From our ledger, by UTC day')),
      h('div.page-actions', {}, button),
    ),
    h(
      'div.stack',
      {},
      h(
        'div.filters.apart',
        {},
        choices('Group by', GROUPS, model.group, (group) => {
          model.group = group;
          reload(model);
        }),
        range(model),
      ),
      model.body,
    ),
  ];
}

function range(model) {
  const today = Date.now();
  const since = (days) => utcDay(today - (days - 1) * DAY_MS);
  const form = fields([
    { name: 'from', label: 'From', type: 'date', value: since(model.days), min: since(90), max: since(1), changed: () => typed() },
  ]);
  const input = form.input('from');
  const quick = h('div');
  const use = (days) => {
    model.days = days;
    input.value = since(days);
    presets();
    reload(model);
  };
  const presets = () => fill(quick, choices('Range', RANGES, model.days, use));
  const typed = () => {
    const days = Math.round((Date.parse(since(1)) - Date.parse(input.value)) / DAY_MS) + 1;
    if (days >= 1 && days <= 90) use(days);
    else form.tell({ message: '', faults: { from: 'A day within the last 90.' } });
  };
  presets();
  return h('div.range', {}, quick, form.at('from'));
}

async function reload(model) {
  keepQuery({ days: model.days, group_by: model.group });
  const calm = setTimeout(() => fill(model.body, skeleton(2, true)), 200);
  try {
    await load(model);
  } catch (fault) {
    fill(
      model.body,
      failed(fault, () => reload(model)),
    );
  } finally {
    clearTimeout(calm);
  }
}

async function load(model) {
  const { days, group } = model;
  const daily = get('/api/v1/integrations/usage', { days });
  const [told, perDay] = await Promise.all([group === 'day' ? daily : get('/api/v1/integrations/usage', { days, group_by: group }), daily]);
  if (model.days !== days || model.group !== group) return; // a later choice is on its way
  model.told = told;
  fill(
    model.body,
    told.usage.length
      ? [totals(told.totals), charts(perDay), rows(told, group)]
      : h(
          'div.card',
          {},
          empty('No requests in this time', 'Choose a longer range, or send a request through the gateway.', { sign: 'usage' }),
        ),
  );
}

function totals(sums) {
  return h(
    'div.tiles',
    {},
    tile('Requests', count(sums.requests), `${plural(sums.errors, 'failure')}`),
    tile('Cost', money(sums.cost), unpriced(sums.cost_unknown)),
    tile('Tokens in', brief(sums.tokens_in), `${brief(sums.tokens_cached)} cached`),
    tile('Tokens out', brief(sums.tokens_out), ' '),
  );
}

function charts(daily) {
  const days = byDay(daily);
  return days.places.length < 2
    ? null
    : h('div.two', {}, card('Requests by day', requestsChart(days)), card('Cost by day', costChart(days)));
}

function rows(told, group) {
  const list = group === 'day' ? [...told.usage].reverse() : [...told.usage].sort((a, b) => b.requests - a.requests);
  const name = GROUPS.find(([key]) => key === group)[1];
  return h(
    'section.card',
    {},
    h('div.card-head', {}, h('h2', {}, `By ${name.toLowerCase()}`)),
    h('div.card-body.flush', {}, table(`Usage by ${name.toLowerCase()}`, columns(name, group, told.totals), list, { foot: true })),
  );
}

function exported(model) {
  const { told } = model;
  save(
    `keypool-usage-by-${told.group_by}-${told.from}-to-${told.to}.csv`,
    csv(
      [told.group_by, 'label', ...CSV],
      told.usage.map((row) => [row.key, row.label, ...CSV.map((name) => row[name])]),
    ),
  );
}
