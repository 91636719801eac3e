import { fill, h } from '../dom.js';
import { utcDay } from '../format.js';
import { fields } from '../ui/form.js';

const DAY_MS = 86400000;

const SCOPES = [
  ['gate:chat', 'Ask models'],
  ['gate:models', 'List models and aliases'],
  ['gate:usage', 'Read its own usage and traces'],
  ['integrations:read', 'See the vault’s keys, never their secrets'],
  ['integrations:write', 'Add, change and delete the vault’s keys'],
];
const FIRST_SCOPES = SCOPES.slice(0, 3).map(([name]) => name);

/**
 * The terms of an agent as a form; `agent` is null for a new one, `suggested` promises patterns of models. `read()` gives the terms as the
 * API takes them, `check()` too, or null after it showed what is missing; `tell(refused)` shows the server's faults.
 */
export function termsForm(agent, suggested) {
  const form = fields([...limits(agent), ...scopes(agent)]);
  const more = expiryAndScopes(form, agent);
  const read = () => termsOf(form.read());
  const tell = (refused) => {
    if (refused.faults.expires_at || refused.faults.scopes) more.open = true;
    form.tell(refused);
    form.summary.scrollIntoView({ block: 'nearest' });
  };
  return { elements: arranged(form, more, suggested), read, tell, check: () => complete(read(), form, tell) };
}

function limits(agent) {
  return [
    { name: 'name', label: 'Name', value: agent?.name, maxlength: 120, hint: 'Who uses it: one program, one team, one customer.' },
    { name: 'rpm', label: 'Requests per minute', type: 'whole', value: agent?.rpm, placeholder: 'No limit' },
    { name: 'rpd', label: 'Requests per day (UTC)', type: 'whole', value: agent?.rpd, placeholder: 'No limit' },
    {
      name: 'monthly_budget',
      label: 'Budget per month in $',
      type: 'money',
      value: agent?.monthly_budget,
      placeholder: 'No limit',
    },
    {
      name: 'budget_action',
      label: 'When it is reached',
      type: 'choice',
      value: agent?.budget_action ?? 'block',
      options: [
        ['block', 'Refuse requests'],
        ['warn', 'Warn, go on'],
      ],
    },
    {
      name: 'allowed_models',
      label: 'Models it may ask for',
      type: 'lines',
      value: agent?.allowed_models,
      placeholder: 'All models',
      hint: 'One per line: an alias or a model, or how some begin and a * behind it.',
    },
    { name: 'free_only', label: 'Only models that are known to cost nothing', type: 'check', value: agent?.free_only ?? false },
    {
      name: 'expires_at',
      label: 'Last day on which it works (UTC)',
      type: 'date',
      value: lastDay(agent?.expires_at ?? null),
      min: utcDay(Date.now()),
      hint: 'Without one it works until it is revoked.',
    },
  ];
}

const scopes = (agent) =>
  SCOPES.map(([name, label]) => ({ name, label, type: 'check', hint: name, value: (agent?.scopes ?? FIRST_SCOPES).includes(name) }));

function arranged(form, more, suggested) {
  const row = (...names) => h('div.form-row', {}, names.map(form.at));
  const models = h('div.form-close', {}, form.at('allowed_models'), suggestions(form.input('allowed_models'), suggested));
  return [form.summary, form.at('name'), row('rpm', 'rpd'), row('monthly_budget', 'budget_action'), models, form.at('free_only'), more];
}

function expiryAndScopes(form, agent) {
  const may = h(
    'fieldset.form',
    {},
    h('legend', {}, 'What it may do'),
    SCOPES.map(([name]) => form.at(name)),
  );
  const open = Boolean(agent?.expires_at);
  return h('details', { open }, h('summary', {}, 'Expiry and scopes'), h('div.form', {}, form.at('expires_at'), may));
}

// Patterns to begin with, put into the list by a click.
function suggestions(input, promised) {
  const add = (pattern) => {
    const lines = input.value.split('\n').filter((line) => line.trim());
    if (!lines.includes(pattern)) input.value = [...lines, pattern].join('\n');
    input.focus();
  };
  const button = (pattern) =>
    h('button.chip', { type: 'button', 'aria-label': `Allow ${pattern}`, onclick: () => add(pattern) }, `+ ${pattern}`);
  const all = h('div.tags', { role: 'group', 'aria-label': 'Patterns to add' });
  promised.then((patterns) => fill(all, patterns.map(button)));
  return all;
}

function complete(terms, form, tell) {
  const faults = {};
  if (terms.name === null) faults.name = 'An agent needs a name.';
  if (!terms.scopes.length) faults.scopes = 'It must be allowed to do something.';
  if (!Object.keys(faults).length) return terms;
  tell({ message: Object.values(faults).join(' '), faults });
  return null;
}

function termsOf({ expires_at, ...read }) {
  const chosen = SCOPES.map(([name]) => name);
  const rest = Object.fromEntries(Object.entries(read).filter(([name]) => !chosen.includes(name)));
  return { ...rest, expires_at: endOf(expires_at), scopes: chosen.filter((name) => read[name]) };
}

// The API has the moment at which it ends, people the last day on which it works.
const endOf = (day) => (day === null ? null : new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().replace('.000', ''));
const lastDay = (end) => (end === null ? null : utcDay(Date.parse(end) - 1));
