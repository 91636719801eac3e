import { get } from '../api.js';
import { fill, h } from '../dom.js';
import { count, duration, money, percent, plural } from '../format.js';
import { keepQuery } from '../router.js';
import { findTrace } from '../parts/findtrace.js';
import { liveList } from '../parts/livelist.js';
import { COLUMNS, keyOf } from '../parts/tracecolumns.js';
import { asked, goesOn, known, queryOf, traceFilters, wanted } from '../parts/tracefilters.js';
import { busy } from '../ui/form.js';
import { keyedRows } from '../ui/rows.js';
import { empty, failed } from '../ui/states.js';
import { table } from '../ui/table.js';
import { tile, unpriced } from '../ui/tile.js';
import { toastFault } from '../ui/toast.js';

const PAGE = 50;

/** Requests, newest first, and new ones as they end. */
export default async function tracesPage(view) {
  const model = {
    query: queryOf(view.query),
    rows: [],
    older: false, // whether older ones than the newest page were asked for
    show: null, // draws the rows, once there is a table
    sums: h('div'),
    list: h('div'),
    more: h('div.pager', { hidden: true }),
  };
  model.live = liveList(growing(model));
  model.more.append(moreButton(model));
  const names = await known();
  model.filters = traceFilters(model.query, names, (query) => {
    model.query = query;
    keepQuery(query);
    reload(model);
  });
  await reload(model);
  view.onLeave(model.live.stop);
  return [
    head(model),
    h('div.stack', {}, model.filters.element, h('div.stack', {}, model.sums, model.live.news, model.list, model.more), model.live.status),
  ];
}

function head(model) {
  const renew = h('button.button', { type: 'button', onclick: () => busy(renew, () => reload(model)) }, 'Refresh');
  return h(
    'div.page-head',
    {},
    h(
      'div',
      {},
      h('h1', {}, 'Traces'),
      h('p.muted', {}, 'Every request with its attempts. Never what was said in it, unless your brand keeps contents.'),
    ),
    h('div.page-actions', {}, findTrace(), model.live.toggle, renew),
  );
}

/** What the live part does to the list. */
const growing = (model) => ({
  path: () => {
    if (!goesOn(model.query)) return null;
    const kept = Object.entries(wanted(model.query)).filter(([, value]) => value !== null);
    return `/api/v1/traces/live${kept.length ? `?${new URLSearchParams(kept)}` : ''}`;
  },
  take: (rows) => {
    const fresh = strangers(model, rows);
    model.rows = newest([...rows, ...model.rows.filter(absentFrom(rows))]); // cut to a page again when it is renewed
    draw(model);
    return fresh.length;
  },
  update: (rows) => {
    const fresh = strangers(model, rows);
    renewed(model, rows);
    return fresh.map(keyOf);
  },
  renew: async (follows) => {
    const page = await first(model);
    if (!page) return [];
    sums(model, page.summary);
    const missed = follows ? [] : strangers(model, page.data).map(keyOf);
    if (follows) newestPage(model, page);
    else renewed(model, page.data);
    return missed;
  },
  reload: async (asked) => {
    await load(model).catch(toastFault);
    if (!asked) return;
    model.list.querySelector('.table-wrap')?.focus({ preventScroll: true });
    model.sums.scrollIntoView();
  },
  inSight: () => model.list.getBoundingClientRect().top >= 0,
  held: () => model.older,
});

function absentFrom(rows) {
  const keys = new Set(rows.map(keyOf));
  return (row) => !keys.has(keyOf(row));
}

const strangers = (model, rows) => rows.filter(absentFrom(model.rows));
const newest = (rows) => rows.sort((a, b) => Date.parse(b.started_at) - Date.parse(a.started_at));

function renewed(model, rows) {
  const by = new Map(rows.map((row) => [keyOf(row), row]));
  model.rows = model.rows.map((row) => by.get(keyOf(row)) ?? row);
  draw(model);
}

async function reload(model) {
  const { query } = model;
  try {
    await load(model);
    model.live.begin();
  } catch (fault) {
    if (model.query === query) refused(model, fault);
  }
}

function refused(model, fault) {
  model.live.rest(); // until there are filters to listen with
  const told = Object.keys(fault.faults ?? {}).length > 0;
  fill(model.sums);
  model.more.hidden = true;
  model.show = null;
  fill(
    model.list,
    told
      ? h('div.card', {}, empty('The filters cannot be used', 'What is wrong stands at the filter.', { sign: 'traces' }))
      : failed(fault, () => reload(model)),
  );
  if (told) model.filters.tell(fault);
}

/** The newest page; null when the filters changed meanwhile. */
async function first(model) {
  const { query } = model;
  const page = await get('/v1/traces', { ...asked(query), limit: PAGE });
  return model.query === query ? page : null;
}

async function load(model) {
  const page = await first(model);
  if (!page) return;
  model.older = false;
  model.live.forget();
  sums(model, page.summary);
  newestPage(model, page);
}

function newestPage(model, page) {
  model.rows = newest(page.data);
  goesBeyond(model, page);
  draw(model);
}

async function loadOlder(model) {
  const { query } = model;
  const page = await get('/v1/traces', { ...asked(query), limit: PAGE, before: model.before });
  if (model.query !== query) return;
  model.older = true;
  model.rows = newest([...model.rows, ...strangers(model, page.data)]);
  goesBeyond(model, page);
  draw(model);
}

function goesBeyond(model, page) {
  model.before = page.last_id;
  model.more.hidden = !page.has_more;
}

function moreButton(model) {
  const act = () => busy(more, () => loadOlder(model).catch(toastFault));
  const more = h('button.button', { type: 'button', onclick: act }, 'Show older requests');
  return more;
}

function draw(model) {
  if (!model.rows.length) {
    model.show = null;
    fill(
      model.list,
      h(
        'div.card',
        {},
        empty('No request fits', 'Choose other filters or a longer time, or send a request through the gateway.', { sign: 'traces' }),
      ),
    );
    return;
  }
  if (!model.show) {
    const made = table('Requests', COLUMNS, []);
    model.show = keyedRows(made.querySelector('tbody'), COLUMNS, keyOf);
    fill(model.list, h('section.card', {}, made));
  }
  model.show(model.rows);
}

function sums(model, summary) {
  fill(
    model.sums,
    summary.total > 0 &&
      h(
        'div.tiles',
        {},
        tile('Requests', count(summary.total), summary.partial ? 'So far: too many to count all' : 'That fit the filters'),
        tile('Failed', percent(summary.errors, summary.total), plural(summary.errors, 'request')),
        tile('Latency', duration(summary.avg_ms), `95 % within ${duration(summary.p95_ms)}`),
        tile('Cost', money(summary.cost_usd), unpriced(summary.cost_unknown)),
      ),
  );
}
