import { get } from '../api.js';
import { h } from '../dom.js';
import { words } from '../format.js';
import { catalogue } from './catalogue.js';
import { nameOf } from './keyname.js';
import { fields } from '../ui/form.js';

const HOURS = [
  ['24', 'Last 24 hours'],
  ['1', 'Last hour'],
  ['168', 'Last 7 days'],
  ['720', 'Last 30 days'],
  ['range', 'From … to …'],
];
const OUTCOMES = [
  ['', 'Any way'],
  ['success', 'Success'],
  ['error', 'Error'],
  ['aborted', 'Aborted'],
];
const SURFACES = [
  'chat',
  'responses',
  'messages',
  'count_tokens',
  'completions',
  'embeddings',
  'rerank',
  'moderations',
  'images',
  'speech',
  'transcriptions',
  'proxy',
];
const MORE = ['integration_id', 'surface', 'min_latency_ms', 'min_cost_usd'];
const NAMES = ['status', 'provider', 'model', 'agent_id', 'client_id', ...MORE, 'hours', 'from', 'to'];

/** What the address asks for. */
export const queryOf = (address) => Object.fromEntries(NAMES.map((name) => [name, address[name] ?? null]));

/** The same for `GET /v1/traces`: `hours` back from now, or from one moment to another. */
export function asked({ hours, from, to, ...query }) {
  if (from || to) return { ...query, from, to };
  return { ...query, from: whole(Date.now() - Number(hours ?? 24) * 3600000) };
}

/** The same for the stream of what is new. */
export const wanted = ({ hours, from, to, ...query }) => query;

/** Whether new requests can fit at all: a range that ended has none. */
export const goesOn = ({ to }) => !to || Date.parse(to) > Date.now();

/** The names behind the choices, asked once for a page. */
export async function known() {
  const [providers, keys, callers] = await Promise.all([
    catalogue(),
    get('/api/v1/integrations', { limit: 100 }),
    get('/api/v1/integrations/usage', { days: 30, group_by: 'agent' }),
  ]);
  return {
    providers: providers.map((one) => [one.name, one.label]),
    keys: keys.integrations.map((key) => [String(key.id), `${key.provider_label}: ${nameOf(key)}`]),
    callers: callers.usage.filter((row) => row.key).map((row) => [row.key, row.label ?? row.key]),
  };
}

/** The form. `changed(query)` is called at each change; `tell(refused)` shows faults at the fields. */
export function traceFilters(query, names, changed) {
  const form = fields(list(query, names, () => change()));
  const range = ['from', 'to'].map((name) => form.at(name));
  const ranged = () => {
    const open = form.read().hours === 'range';
    range.forEach((field) => (field.hidden = !open));
    return open;
  };
  const change = () => {
    form.clear();
    if (ranged() && !form.read().from && !form.read().to) return; // until there is a moment to go by
    changed(read(form));
  };
  ranged();
  const more = h(
    'details.more',
    { open: MORE.some((name) => query[name]) },
    h('summary', {}, 'More filters'),
    h(
      'div.filters.top',
      {},
      MORE.map((name) => form.at(name)),
    ),
  );
  const element = h(
    'form.stack.close',
    { role: 'search', 'aria-label': 'Filter requests', onsubmit: (event) => submit(event, change) },
    h(
      'div.filters.top',
      {},
      ['status', 'provider', 'caller', 'model', 'hours'].map((name) => form.at(name)),
      range,
    ),
    more,
  );
  return { element, tell: (refused) => tell(form, refused, more) };
}

function submit(event, change) {
  event.preventDefault();
  change();
}

function list(query, names, changed) {
  const caller = query.agent_id ?? query.client_id;
  const choice = (name, label, options, value = query[name]) => ({ name, label, type: 'choice', options, value, changed });
  return [
    choice('status', 'Ended', OUTCOMES),
    choice('provider', 'Provider', [['', 'All providers'], ...names.providers]),
    choice('caller', 'Caller', [['', 'Everybody'], ...withIt(names.callers, caller)], caller),
    { name: 'model', label: 'Model', value: query.model, placeholder: 'Any model', maxlength: 200, changed },
    choice('hours', 'Within', HOURS, query.from || query.to ? 'range' : query.hours),
    { name: 'from', label: 'From', type: 'moment', value: local(query.from), changed },
    { name: 'to', label: 'To', type: 'moment', value: local(query.to), changed },
    choice('integration_id', 'Key', [['', 'All keys'], ...withIt(names.keys, query.integration_id)]),
    choice('surface', 'Asked for', [['', 'Anything'], ...SURFACES.map((name) => [name, words(name)])]),
    { name: 'min_latency_ms', label: 'Took at least (ms)', type: 'whole', min: 0, value: query.min_latency_ms, placeholder: 'Any', changed },
    { name: 'min_cost_usd', label: 'Cost at least ($)', type: 'money', value: query.min_cost_usd, placeholder: 'Any', changed },
  ];
}

/** What the address asks for stays a choice, also when nobody knows its name any more. */
const withIt = (options, value) => (!value || options.some(([key]) => key === value) ? options : [...options, [value, value]]);

function read(form) {
  const { caller, hours, from, to, min_cost_usd, ...rest } = form.read();
  const ranged = hours === 'range';
  const agent = caller?.startsWith('agt_');
  return queryOf({
    ...rest,
    min_cost_usd: min_cost_usd === null ? null : plain(min_cost_usd),
    agent_id: agent ? caller : null,
    client_id: agent ? null : caller,
    hours: ranged || hours === '24' ? null : hours,
    from: ranged && from ? whole(Date.parse(from)) : null,
    to: ranged && to ? whole(Date.parse(to)) : null,
  });
}

function tell(form, refused, more) {
  const { agent_id: agent, client_id: client, ...faults } = refused.faults;
  if (MORE.some((name) => faults[name])) more.open = true;
  if (faults.from || faults.to) ['from', 'to'].forEach((name) => (form.at(name).hidden = false));
  form.tell({ ...refused, message: refused.message, faults: agent || client ? { ...faults, caller: agent ?? client } : faults });
}

// 0.0000414, not 4.14e-5, which the API does not take.
const plain = (amount) => amount.toFixed(9).replace(/\.?0+$/, '');

const whole = (ms) => new Date(ms).toISOString().replace(/\.\d+/, '');

// The field takes the reader's own time without an offset.
function local(iso) {
  const at = Date.parse(iso ?? '');
  if (Number.isNaN(at)) return null;
  return new Date(at - new Date(at).getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}
