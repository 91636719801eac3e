import { get } from '../api.js';
import { fill, h, keepFocus } from '../dom.js';
import { momentOf } from '../format.js';
import { go, to } from '../router.js';
import { agentActions } from '../parts/agentactions.js';
import { agentBars } from '../parts/agentbars.js';
import { editAgent } from '../parts/agentedit.js';
import { agentRequests } from '../parts/agentrequests.js';
import { spendByModel } from '../parts/agentspend.js';
import { badges, stamp, tokenFront, why } from '../parts/agentstate.js';
import { poll } from '../parts/poll.js';
import { card } from '../ui/card.js';
import { copyButton } from '../ui/copy.js';
import { icon } from '../ui/icons.js';
import { menu } from '../ui/menu.js';
import { fact } from '../ui/tile.js';
import { ago } from '../ui/time.js';

/** All about one agent: how it stands against its limits, where its money went, what it asked last. */
export default async function agentPage(view) {
  const path = `/api/v1/agents/${encodeURIComponent(view.parts[0])}`;
  const [{ agent }, requests] = await Promise.all([get(path), agentRequests(view.parts[0])]);
  const changed = (revoked) => (revoked ? go('/agents') : view.again());
  const spend = h('div');
  const standing = now(agent);
  let latest = null;
  const show = (shown) => {
    standing.update(shown);
    const moved = JSON.stringify(shown.spend_by_model) !== JSON.stringify(latest?.spend_by_model);
    if (moved || shown.spend_this_month !== latest.spend_this_month) keepFocus(spend, () => fill(spend, spendByModel(shown)));
    latest = shown;
  };
  show(agent);
  poll(view, async () => show((await get(path)).agent));
  return [head(agent, () => latest, changed), h('div.stack', {}, standing.element, spend, requests, terms(agent))];
}

// What is done is done to the agent as it is by then (`latest`), not as it was when the page was drawn.
function head(agent, latest, changed) {
  return h(
    'div.page-head',
    {},
    h(
      'div',
      {},
      h('a.crumb', { href: to('/agents') }, icon('back', 14), 'Agents'),
      h('h1', {}, agent.name),
      h('p.muted.mono', {}, tokenFront(agent)),
    ),
    h(
      'div.page-actions',
      {},
      h('button.button', { type: 'button', onclick: () => editAgent(latest(), changed) }, 'Edit'),
      menu(`More actions for ${agent.name}`, () => agentActions(latest(), changed)),
    ),
  );
}

function now(agent) {
  const bars = agentBars(agent, { long: true });
  const tags = h('div.tags');
  const reason = h('div');
  const used = h('span');
  let drawn = null;
  const update = (shown) => {
    bars.update(shown);
    if (drawn === stamp(shown)) return;
    drawn = stamp(shown);
    fill(tags, badges(shown));
    fill(reason, why(shown));
    fill(used, ago(shown.last_used_at, 'Never used'));
  };
  const body = h('div.stack', {}, tags, reason, h('div.gauges', {}, bars.elements));
  return { element: card('Now', body, h('span.small.muted', {}, 'Last used ', used)), update };
}

function terms(agent) {
  return card(
    'Terms',
    h(
      'dl.facts.wide',
      {},
      fact('Models', agent.allowed_models ? lines(agent.allowed_models) : 'All'),
      fact('Free models only', agent.free_only ? 'Yes' : 'No'),
      fact('May do', lines(agent.scopes)),
      fact('Works until', agent.expires_at ? momentOf(agent.expires_at) : 'It is revoked'),
      fact('Minted', momentOf(agent.created_at)),
      h('div', {}, h('dt.term', {}, 'Id'), h('dd.tags', {}, h('span.mono', {}, agent.id), copyButton(agent.id, 'the id'))),
    ),
  );
}

const lines = (names) =>
  h(
    'ul.mono',
    {},
    names.map((name) => h('li', {}, name)),
  );
