import { get } from '../api.js';
import { fill, h, say } from '../dom.js';
import { count, money, plural } from '../format.js';
import { loading } from '../loading.js';
import { keepQuery } from '../router.js';
import { mintAgent } from '../parts/agentedit.js';
import { agentRow } from '../parts/agentrow.js';
import { badness, needsSomebody, stopped } from '../parts/agentstate.js';
import { poll } from '../parts/poll.js';
import { fields } from '../ui/form.js';
import { pager } from '../ui/pager.js';
import { empty, failed } from '../ui/states.js';
import { tile } from '../ui/tile.js';

const PAGE = 50;
const SEARCHED_FROM = 9;

/** The brand's agent tokens: what needs somebody first, with what they asked and spent against their limits. */
export default async function agentsPage(view) {
  const model = {
    agents: [],
    rows: new Map(),
    words: view.query.name ?? '',
    offset: 0,
    total: h('p.muted', { role: 'status' }),
    tiles: h('div.tiles'),
    search: h('div'),
    body: h('div.stack'),
  };
  model.list = agentsOf(model);
  await model.list.load();
  poll(view, () => renew(model));
  return [head(model), h('div.stack', {}, model.tiles, model.search, model.body)];
}

function head(model) {
  return h(
    'div.page-head',
    {},
    h('div', {}, h('h1', {}, 'Agents'), model.total),
    h('div.page-actions', {}, mintButton(model)),
  );
}

const mintButton = (model) =>
  h('button.button.primary', { type: 'button', onclick: () => mintAgent(model.list.again) }, 'Mint a token');

const agentsOf = (model) =>
  loading(
    model.body,
    () => get('/api/v1/agents'),
    ({ agents }) => {
      model.agents = agents;
      show(model);
    },
    (fault) => fill(model.body, failed(fault, model.list.again)),
  );

// Figures move in place; who came or went shows when nobody is at work in the list.
async function renew(model) {
  const late = model.list.stale();
  const { agents } = await get('/api/v1/agents');
  if (late()) return; // asked before something was done, so perhaps older than that
  const same = agents.length === model.agents.length && agents.every((agent, at) => agent.id === model.agents[at].id);
  if (!same && model.body.contains(document.activeElement)) return;
  model.agents = agents;
  if (!same) {
    show(model);
    return;
  }
  totals(model);
  agents.forEach((agent) => model.rows.get(agent.id)?.update(agent));
}

function show(model) {
  totals(model);
  const searched = model.agents.length >= SEARCHED_FROM || model.words;
  if (searched && !model.search.childElementCount) fill(model.search, filter(model));
  const found = model.agents.filter((agent) => `${agent.name} ${agent.id}`.toLowerCase().includes(model.words.toLowerCase()));
  const sorted = found.sort((a, b) => rank(b) - rank(a) || a.name.localeCompare(b.name));
  if (model.offset >= sorted.length) model.offset = Math.max(0, model.offset - PAGE); // the last of its page is gone
  const shown = sorted.slice(model.offset, model.offset + PAGE);
  model.rows = new Map(shown.map((agent) => [agent.id, agentRow(agent, model.list.again)]));
  const turn = (offset) => {
    model.offset = offset;
    show(model);
  };
  fill(
    model.body,
    shown.length ? groups(shown, model.rows) : none(model),
    pager({ total: sorted.length, limit: PAGE, offset: model.offset }, turn),
  );
}

const rank = (agent) => (badness(agent) || (stopped(agent) ? -1 : 0));

const GROUPS = [
  ['Needs attention', needsSomebody],
  ['In use', (agent) => !needsSomebody(agent) && !stopped(agent)],
  ['Paused', (agent) => !needsSomebody(agent) && stopped(agent)],
];

const groups = (agents, rows) =>
  GROUPS.map(([title, belongs]) => [title, agents.filter(belongs)])
    .filter(([, ours]) => ours.length)
    .map(([title, ours]) =>
      h(
        'section.group',
        {},
        h('div.group-head', {}, h('h2', {}, title), h('span.muted.small', {}, plural(ours.length, 'agent'))),
        h(
          'ul.card',
          {},
          ours.map((agent) => rows.get(agent.id).element),
        ),
      ),
    );

function totals(model) {
  const { agents } = model;
  const sum = (of) => agents.reduce((all, agent) => all + of(agent), 0);
  const working = agents.filter((agent) => !stopped(agent)).length;
  const worried = agents.filter(needsSomebody).length;
  say(model.total, agents.length ? plural(agents.length, 'agent token') : 'Tokens for programs, teams and customers');
  model.tiles.hidden = !agents.length;
  fill(
    model.tiles,
    tile('In use', count(working), `${count(agents.length - working)} paused or expired`),
    tile('Need attention', count(worried), worried ? 'At a limit, or about to end' : 'All within their limits'),
    tile('Requests today', count(sum((agent) => agent.requests_today)), 'Since 00:00 UTC'),
    tile('Spent this month', money(sum((agent) => agent.spend_this_month)), budgets(agents)),
  );
}

function budgets(agents) {
  const bounded = agents.filter((agent) => agent.monthly_budget !== null);
  const most = bounded.reduce((all, agent) => all + agent.monthly_budget, 0);
  return bounded.length ? `${plural(bounded.length, 'budget')}, together ${money(most)}` : 'No budget is set';
}

function filter(model) {
  const form = fields([{ name: 'name', label: 'Find by name or id', value: model.words }]);
  form.input('name').addEventListener('input', () => {
    model.words = form.read().name ?? '';
    model.offset = 0;
    keepQuery({ name: model.words }, { silently: true });
    show(model);
  });
  return h('form.filters', { role: 'search', 'aria-label': 'Find agents', onsubmit: (event) => event.preventDefault() }, form.elements);
}

function none(model) {
  if (model.agents.length)
    return h('div.card', {}, empty('No agent fits', 'Type less of the name to see more agents.', { sign: 'agents' }));
  return h(
    'div.card',
    {},
    empty(
      'No agent tokens yet',
      'Give each program, team or customer one of its own, with limits and a budget. You see what it spends, and can take it back alone.',
      { sign: 'agents', action: mintButton(model) },
    ),
  );
}
