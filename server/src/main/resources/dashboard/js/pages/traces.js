import { get } from '../api.js';
import { fill, h } from '../dom.js';
import { count, duration, money, percent, plural, UNKNOWN } from '../format.js';
import { keepQuery, to } from '../router.js';
import { catalogue } from '../parts/catalogue.js';
import { outcome, tag } from '../ui/badge.js';
import { busy, fields } from '../ui/form.js';
import { empty, failed } from '../ui/states.js';
import { table } from '../ui/table.js';
import { tile, unpriced } from '../ui/tile.js';
import { ago } from '../ui/time.js';
import { toastFault } from '../ui/toast.js';

const PAGE = 50;
const HOURS = [
  ['24', 'Last 24 hours'],
  ['1', 'Last hour'],
  ['168', 'Last 7 days'],
  ['720', 'Last 30 days'],
];
const NAMES = ['status', 'provider', 'model', 'min_latency_ms', 'hours'];

/** Requests, newest first. */
export default async function tracesPage(view) {
  const model = {
    query: Object.fromEntries(NAMES.map((name) => [name, view.query[name] ?? null])),
    rows: [],
    body: h('div.stack'),
    labels: (await catalogue()).map((one) => [one.name, one.label]),
  };
  await load(model);
  const renew = h('button.button', { type: 'button', onclick: () => busy(renew, () => reload(model)) }, 'Refresh');
  return [
    h(
      'div.page-head',
      {},
      h(
        'div',
        {},
        h('h1', {}, 'Traces'),
        h('p.muted', {}, 'Every request with its attempts. Never what was said in it, unless your brand keeps contents.'),
      ),
      h('div.page-actions', {}, renew),
    ),
    h('div.stack', {}, filters(model), model.body),
  ];
}

function filters(model) {
  const change = () => {
    model.query = form.read();
    keepQuery(model.query);
    reload(model);
  };
  const field = (name, label, more) => ({ name, label, value: model.query[name], changed: () => change(), ...more });
  const form = fields([
    field('status', 'Ended', {
      type: 'choice',
      options: [
        ['', 'Any way'],
        ['success', 'Success'],
        ['error', 'Error'],
        ['aborted', 'Aborted'],
      ],
    }),
    field('provider', 'Provider', { type: 'choice', options: [['', 'All providers'], ...model.labels] }),
    field('model', 'Model', { placeholder: 'Any model' }),
    field('min_latency_ms', 'At least (ms)', { type: 'whole', min: 0, placeholder: 'Any' }),
    field('hours', 'Within', { type: 'choice', options: HOURS }),
  ]);
  return h(
    'form.filters',
    {
      role: 'search',
      'aria-label': 'Filter requests',
      onsubmit: (event) => {
        event.preventDefault();
        change();
      },
    },
    form.elements,
  );
}

async function reload(model) {
  try {
    await load(model);
  } catch (fault) {
    fill(
      model.body,
      failed(fault, () => reload(model)),
    );
  }
}

async function load(model, before) {
  const { hours, ...query } = model.query;
  const from = new Date(Date.now() - Number(hours ?? 24) * 3600000).toISOString().replace(/\.\d+/, '');
  const asked = JSON.stringify(model.query);
  model.asked = asked;
  const page = await get('/v1/traces', { ...query, from, limit: PAGE, before });
  if (model.asked !== asked) return; // a later choice is on its way
  model.rows = before ? [...model.rows, ...page.data] : page.data;
  show(model, page);
}

function show(model, page) {
  if (!model.rows.length) {
    fill(
      model.body,
      h(
        'div.card',
        {},
        empty('No request fits', 'Choose other filters or a longer time, or send a request through the gateway.', { sign: 'traces' }),
      ),
    );
    return;
  }
  const more =
    page.has_more &&
    h(
      'button.button',
      { type: 'button', onclick: () => busy(more, () => load(model, page.last_id).catch(toastFault)) },
      'Show older requests',
    );
  fill(model.body, summary(page.summary), h('section.card', {}, table('Requests', COLUMNS, model.rows)), more && h('div.pager', {}, more));
}

function summary(sums) {
  return h(
    'div.tiles',
    {},
    tile('Requests', count(sums.total), sums.partial ? 'So far: too many to count all' : 'That fit the filters'),
    tile('Failed', percent(sums.errors, sums.total), plural(sums.errors, 'request')),
    tile('Latency', duration(sums.avg_ms), `95 % within ${duration(sums.p95_ms)}`),
    tile('Cost', money(sums.cost_usd), unpriced(sums.cost_unknown)),
  );
}

const COLUMNS = [
  { name: 'When', cell: (row) => h('a.nowrap', { href: to(`/traces/${encodeURIComponent(row.id)}`) }, ago(row.started_at)) },
  { name: 'Ended', cell: (row) => outcome(row.status) },
  {
    name: 'Model',
    cell: (row) => [
      h('div', {}, row.requested_model ?? '–'),
      row.served_model && !row.requested_model?.endsWith(row.served_model) && h('div.small.muted', {}, `served by ${row.served_model}`),
    ],
  },
  {
    name: 'Key',
    cell: (row) => [h('div', {}, row.key_label ?? `Key ${row.integration_id}`), h('div.small.muted', {}, row.caller_name ?? '')],
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
