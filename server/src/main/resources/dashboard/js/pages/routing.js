import { del } from '../api.js';
import { fill, h, say } from '../dom.js';
import { count, money, plural } from '../format.js';
import { loading } from '../loading.js';
import { keepQuery } from '../router.js';
import { editAlias, newAlias } from '../parts/aliasedit.js';
import { chain } from '../parts/chain.js';
import { allowing } from '../parts/patterns.js';
import { aliases, policy, providers, routingHead, tryAt } from '../parts/routing.js';
import { tag } from '../ui/badge.js';
import { choices } from '../ui/choices.js';
import { confirm } from '../ui/dialog.js';
import { fields } from '../ui/form.js';
import { menu } from '../ui/menu.js';
import { empty } from '../ui/states.js';
import { doing, toastFault } from '../ui/toast.js';

const SOURCES = [
  ['all', 'All'],
  ['brand', 'Yours'],
  ['default', 'That ship'],
];

const YOURS = 'Yours';

/** Names that stand for chains of models: the brand's own and those that ship. */
export default async function routingPage(view) {
  const [all, known, patterns] = await Promise.all([aliases(), providers(), policy()]);
  const model = {
    all,
    known,
    view,
    allows: allowing(patterns, known),
    words: view.query.search ?? '',
    source: SOURCES.some(([key]) => key === view.query.source) ? view.query.source : 'all',
    body: h('div.stack'),
    total: h('p.small.muted', { role: 'status' }),
  };
  model.list = loading(
    model.body,
    aliases,
    (now) => {
      model.all = now;
      show(model);
    },
    toastFault,
  );
  show(model);
  const add = h('button.button.primary', { type: 'button', onclick: () => edited(model, newAlias(null, model)) }, 'New alias');
  return [
    routingHead('Which models serve a name that a request asks for, best first.', add),
    h('div.stack', {}, h('div.stack.close', {}, filters(model), model.total), model.body),
  ];
}

function filters(model) {
  const form = fields([{ name: 'search', label: 'Find', value: model.words, placeholder: 'Name, use or model' }]);
  const changed = () => {
    keepQuery({ search: model.words, source: model.source === 'all' ? null : model.source }, { silently: true });
    show(model);
  };
  form.input('search').addEventListener('input', (event) => {
    model.words = event.target.value;
    changed();
  });
  const source = choices('Whose', SOURCES, model.source, (key) => {
    model.source = key;
    changed();
  });
  return h(
    'form.filters',
    { role: 'search', 'aria-label': 'Find aliases', onsubmit: (event) => event.preventDefault() },
    form.elements,
    source,
  );
}

function show(model) {
  const words = model.words.trim().toLowerCase();
  const fits = ({ name, use_case, models, source }) =>
    (model.source === 'all' || source === model.source) && `${name} ${use_case ?? ''} ${models.join(' ')}`.toLowerCase().includes(words);
  const rows = model.all.filter(fits);
  say(model.total, `${plural(rows.length, 'alias', 'aliases')}. What is dashed is skipped: you have no key for it, or it is not allowed.`);
  const groups = Map.groupBy(rows, groupOf);
  const yours = groups.get(YOURS) ?? [];
  groups.delete(YOURS);
  fill(model.body, rows.length ? [group(YOURS, yours, model), ...[...groups].map(([title, some]) => group(title, some, model))] : none(model, words));
}

const groupOf = ({ name, source }) => (source === 'brand' ? YOURS : `That ship: ${name.slice(0, name.indexOf('/') + 1)}*`);

function group(title, rows, model) {
  if (!rows.length) return null;
  return h(
    'section.group',
    {},
    h('div.group-head', {}, h('h2', {}, title), h('span.muted.small', {}, plural(rows.length, 'alias', 'aliases'))),
    h(
      'ul.card',
      {},
      rows.map((alias) => row(alias, model)),
    ),
  );
}

function row(alias, model) {
  return h(
    'li.alias',
    { 'data-alias': alias.name },
    h(
      'div.alias-head',
      {},
      h('h3.mono', {}, alias.name),
      alias.hides && tag('Instead of the one that ships'),
      h('span.small.muted.alias-use', {}, use(alias.use)),
      h('div.alias-does', {}, h('a.button', { href: tryAt(alias.name), 'aria-label': `Try ${alias.name}` }, 'Try'), actions(alias, model)),
    ),
    alias.use_case && h('p.muted', {}, alias.use_case),
    chain(alias, model.known, (target) => model.allows(alias.name, target)),
  );
}

function use(figures) {
  if (!figures?.requests) return 'Not used in 30 days';
  const failed = figures.errors ? `, ${count(figures.errors)} failed` : '';
  return `${plural(figures.requests, 'attempt')} in 30 days${failed} · ${figures.cost === null ? 'cost unknown' : money(figures.cost)}`;
}

function actions(alias, model) {
  const own = alias.source === 'brand';
  return menu(`Actions for ${alias.name}`, () =>
    [
      { text: own ? 'Edit…' : 'Change for your brand…', act: () => edited(model, editAlias(alias, model)) },
      { text: 'Copy…', act: () => edited(model, newAlias(alias, model)) },
      own && null,
      own && { text: 'Delete…', danger: true, act: () => remove(alias, model) },
    ].filter((entry) => entry !== false),
  );
}

async function edited(model, dialog) {
  try {
    const name = await dialog;
    if (!name) return;
    await model.list.again();
    document.querySelector(`[data-alias="${CSS.escape(name)}"]`)?.scrollIntoView({ block: 'nearest' });
  } catch (fault) {
    toastFault(fault);
  }
}

async function remove(alias, model) {
  const sentences = [
    alias.hides
      ? `The alias ${alias.name} that ships holds again, with its own chain, from the next request on.`
      : `From the next request on ${alias.name} is taken for the name of a model, and refused where no provider of yours has one of that name.`,
    alias.use?.requests ? `It was asked for in the last 30 days: ${plural(alias.use.requests, 'attempt')}.` : 'Nobody asked for it in the last 30 days.',
  ];
  if (!(await confirm(`Delete ${alias.name}?`, sentences, { verb: 'Delete alias' }))) return;
  await doing(() => del(`/api/v1/aliases/${encodeURIComponent(alias.name)}`), `${alias.name} is deleted.`, model.list.again);
}

function none(model, words) {
  if (words) return h('div.card', {}, empty('No alias fits', 'Look for another name or model.', { sign: 'routing' }));
  return h(
    'div.card',
    {},
    empty('There is no alias of your own', 'Make one, or begin with a copy of one that ships.', {
      sign: 'routing',
      action: h('button.button.primary', { type: 'button', onclick: () => edited(model, newAlias(null, model)) }, 'New alias'),
    }),
  );
}
