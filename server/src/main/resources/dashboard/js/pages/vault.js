import { get, post } from '../api.js';
import { fill, h, say } from '../dom.js';
import { plural, utcDay } from '../format.js';
import { listen } from '../live.js';
import { loading } from '../loading.js';
import { keepQuery, to } from '../router.js';
import { addKey } from '../parts/keyadd.js';
import { inviteContributor } from '../parts/invitemake.js';
import { catalogue } from '../parts/catalogue.js';
import { keyRow } from '../parts/keyrow.js';
import { liveLamp } from '../parts/lamp.js';
import { busy, fields } from '../ui/form.js';
import { empty, failed } from '../ui/states.js';
import { pager } from '../ui/pager.js';
import { toast, toastFault } from '../ui/toast.js';

const PAGE = 50;

/** The brand's keys, grouped by provider, with figures that move. */
export default async function vaultPage(view) {
  const model = {
    query: { ...view.query },
    rows: new Map(),
    body: h('div.stack'),
    total: h('p.muted', { role: 'status' }),
    labels: new Map((await catalogue()).map((one) => [one.name, one.label])),
  };
  delete model.query.add;
  const lamp = liveLamp();
  model.list = keysOf(model);
  await model.list.load();
  view.onLeave(
    listen(
      (counts) => model.rows.get(counts.id)?.live(counts),
      lamp.show,
      (id) => model.rows.has(id) && model.list.again(),
    ),
  );
  const timer = setInterval(() => model.rows.forEach((row) => row.tick()), 1000);
  view.onLeave(() => clearInterval(timer));
  if (view.query.add) {
    keepQuery(model.query, { silently: true });
    queueMicrotask(() => add(model));
  }
  return [head(model, lamp), h('div.stack', {}, filters(model), model.body)];
}

function head(model, lamp) {
  const sync = h('button.button', { type: 'button', onclick: () => busy(sync, () => syncAll(model)) }, 'Sync balances');
  const invite = h('button.button', { type: 'button', onclick: () => inviteContributor(() => {}).catch(toastFault) }, 'Invite a contributor');
  return h(
    'div.page-head',
    {},
    h('div', {}, h('h1', {}, 'Vault'), model.total),
    h('div.page-actions', {}, lamp.element, h('a.button.quiet', { href: to('/invites') }, 'Invitations'), sync, invite, h('button.button.primary', { type: 'button', onclick: () => add(model) }, 'Add a key')),
  );
}

function filters(model) {
  const change = () => {
    model.query = { ...form.read(), offset: null };
    keepQuery(model.query);
    model.list.again();
  };
  const form = fields([
    {
      name: 'provider_name',
      label: 'Provider',
      type: 'choice',
      value: model.query.provider_name,
      changed: () => change(),
      options: [['', 'All providers'], ...model.labels],
    },
    {
      name: 'health_status',
      label: 'Health',
      type: 'choice',
      value: model.query.health_status,
      changed: () => change(),
      options: [
        ['', 'Any health'],
        ['healthy', 'Healthy'],
        ['degraded', 'Degraded'],
        ['unhealthy', 'Unhealthy'],
      ],
    },
    {
      name: 'is_active',
      label: 'In use',
      type: 'choice',
      value: model.query.is_active,
      changed: () => change(),
      options: [
        ['', 'Active and paused'],
        ['true', 'Active'],
        ['false', 'Paused'],
      ],
    },
  ]);
  return h('form.filters', { role: 'search', 'aria-label': 'Filter keys', onsubmit: (event) => event.preventDefault() }, form.elements);
}

const keysOf = (model) =>
  loading(
    model.body,
    () => ask(model),
    (told) => show(model, ...told),
    (fault) => fill(model.body, failed(fault, model.list.again)),
  );

async function ask(model) {
  const dayOfMonth = Number(utcDay(Date.now()).slice(8));
  const [list, health, month, today] = await Promise.all([
    get('/api/v1/integrations', { ...model.query, limit: PAGE }),
    get('/api/v1/integrations/health'),
    get('/api/v1/integrations/usage', { days: dayOfMonth, group_by: 'integration' }),
    get('/api/v1/integrations/usage', { days: 1, group_by: 'integration' }),
  ]);
  return [list, new Map(health.integrations.map((cause) => [cause.id, cause])), costs(month), costs(today)];
}

const costs = (usage) => new Map(usage.usage.map((row) => [Number(row.key), row.cost]));

function show(model, list, causes, month, today) {
  model.rows = new Map(
    list.integrations.map((key) => [
      key.id,
      keyRow(key, causes.get(key.id) ?? {}, { today: today.get(key.id), month: month.get(key.id) }, model.list.again),
    ]),
  );
  say(
    model.total,
    model.query.provider_name || model.query.health_status || model.query.is_active
      ? `${plural(list.total, 'key')} fit the filters`
      : plural(list.total, 'key'),
  );
  const turn = (offset) => {
    model.query = { ...model.query, offset: offset || null };
    keepQuery(model.query);
    model.list.again();
  };
  fill(model.body, list.integrations.length ? groups(list.integrations, model) : none(model, list), pager(list, turn));
}

function groups(keys, model) {
  const by = Map.groupBy(keys, (key) => key.provider_name);
  return [...by.values()]
    .sort((a, b) => a[0].provider_label.localeCompare(b[0].provider_label))
    .map((ours) =>
      h(
        'section.group',
        {},
        h('div.group-head', {}, h('h2', {}, ours[0].provider_label), h('span.muted.small', {}, plural(ours.length, 'key'))),
        h(
          'ul.card',
          {},
          ours.map((key) => model.rows.get(key.id).element),
        ),
      ),
    );
}

function none(model, list) {
  const filtered = Object.values(model.query).some(Boolean);
  if (filtered || list.total) return h('div.card', {}, empty('No key fits', 'Choose other filters to see more keys.', { sign: 'traces' }));
  return h(
    'div.card',
    {},
    empty('The vault is empty', 'Keys are sealed when they are stored. Add one, and the gateway uses it for the next request.', {
      action: h('button.button.primary', { type: 'button', onclick: () => add(model) }, 'Add a key'),
    }),
  );
}

async function add(model) {
  try {
    await addKey(model.list.again);
  } catch (fault) {
    toastFault(fault);
  }
}

async function syncAll(model) {
  try {
    const told = await post('/api/v1/integrations/sync-billing');
    toast(
      told.failed
        ? `${plural(told.synced, 'key')} synced, ${told.failed} failed: ${told.results.find((one) => one.error).error}`
        : `${plural(told.synced, 'key')} synced.`,
      told.failed ? 'warn' : 'good',
    );
    await model.list.again();
  } catch (fault) {
    toastFault(fault);
  }
}
