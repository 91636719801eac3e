import { get } from '../api.js';
import { fill, h, say } from '../dom.js';
import { brief, count, daysBetween, money, plural } from '../format.js';
import { loading } from '../loading.js';
import { keepQuery } from '../router.js';
import { csv, save } from '../parts/csv.js';
import { byDay, byWeek, costChart, requestsChart, tokensChart } from '../parts/daycharts.js';
import { asked, dayRange, inAddress, inWords, rangeOf } from '../parts/dayrange.js';
import { columns, CSV } from '../parts/usagecolumns.js';
import { card } from '../ui/card.js';
import { choices } from '../ui/choices.js';
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
const SINGLE_DAYS = 92;

/** What was asked and spent, by day, provider, key, model or caller. */
export default async function usagePage(view) {
  const model = {
    range: rangeOf(view.query),
    group: GROUPS.some(([key]) => key === view.query.group_by) ? view.query.group_by : 'day',
    body: h('div.stack'),
    words: h('p.muted', {}),
    told: null,
  };
  model.picker = dayRange(model.range, (range) => {
    model.range = range;
    reload(model);
  });
  model.list = usageOf(model);
  await model.list.again();
  model.button = h('button.button', { type: 'button', onclick: () => exported(model) }, 'Export CSV');
  return [
    h('div.page-head', {}, h('div', {}, h('h1', {}, 'Usage'), model.words), h('div.page-actions', {}, model.button)),
    h('div.stack', {}, controls(model), model.body),
  ];
}

function controls(model) {
  const group = (key) => {
    model.group = key;
    reload(model);
  };
  return h(
    'div.stack.close',
    {},
    h('div.filters.apart.top', {}, model.picker.elements),
    h('div', {}, choices('Group by', GROUPS, model.group, group)),
  );
}

async function reload(model) {
  keepQuery({ ...inAddress(model.range), group_by: model.group });
  clearTimeout(model.calm); // of an earlier choice, whose answer will not be shown
  model.calm = setTimeout(() => fill(model.body, skeleton(2, true)), 200);
  await model.list.again();
}

// A range that the server does not take is told at its dates; nothing of another range stays beside it.
function refused(model, fault) {
  clearTimeout(model.calm);
  model.told = null;
  if (fault.faults?.from || fault.faults?.to) {
    fill(
      model.body,
      h('div.card', {}, empty('There is no such range', 'Choose other days: what is wrong stands at the date.', { sign: 'usage' })),
    );
    model.picker.tell(fault);
  } else
    fill(
      model.body,
      failed(fault, () => reload(model)),
    );
}

const usageOf = (model) =>
  loading(
    model.body,
    () => ask(model),
    (told) => show(model, ...told),
    (fault) => refused(model, fault),
  );

function ask({ range, group }) {
  const daily = get('/api/v1/integrations/usage', asked(range));
  return Promise.all([
    group === 'day' ? daily : get('/api/v1/integrations/usage', { ...asked(range), group_by: group }),
    daily,
  ]);
}

function show(model, told, perDay) {
  clearTimeout(model.calm);
  model.told = told;
  say(model.words, `${inWords(told)}, UTC days, from our ledger`);
  fill(
    model.body,
    told.totals.requests
      ? [totals(told.totals), charts(perDay), rows(told, told.group_by)]
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
  const many = daysBetween(daily.from, daily.to).length;
  if (many < 2) return null;
  const days = many > SINGLE_DAYS ? byWeek(daily) : byDay(daily, many);
  const by = days.by ?? 'day';
  return [
    h('div.two', {}, card(`Requests by ${by}`, requestsChart(days)), card(`Cost by ${by}`, costChart(days))),
    card(`Tokens by ${by}`, tokensChart(days)),
  ];
}

/** In the order in which they are shown. */
function listed({ usage, group_by: group }) {
  return group === 'day' ? [...usage].reverse() : [...usage].sort((a, b) => b.requests - a.requests);
}

function rows(told, group) {
  const name = GROUPS.find(([key]) => key === group)[1];
  return h(
    'section.card',
    {},
    h('div.card-head', {}, h('h2', {}, `By ${name.toLowerCase()}`)),
    h('div.card-body.flush', {}, table(`Usage by ${name.toLowerCase()}`, columns(name, group, told.totals), listed(told), { foot: true })),
  );
}

function exported({ told }) {
  if (!told) return;
  save(
    `keypool-usage-by-${told.group_by}-${told.from}-to-${told.to}.csv`,
    csv(
      [told.group_by, 'label', ...CSV],
      listed(told).map((row) => [row.key, row.label, ...CSV.map((name) => row[name])]),
    ),
  );
}
