import { fill, h } from '../dom.js';
import { to } from '../router.js';
import { menu } from '../ui/menu.js';
import { ago } from '../ui/time.js';
import { agentActions } from './agentactions.js';
import { agentBars } from './agentbars.js';
import { badges, modelsOf, stamp, tokenFront, why } from './agentstate.js';

/** One agent in the list. `update(agent)` moves its figures, its words only where they differ; `changed()` is called after an action. */
export function agentRow(first, changed) {
  let agent = first;
  let drawn = null;
  const bars = agentBars(agent);
  const tags = h('div.tags');
  const facts = h('div.key-facts');
  const reason = h('div.key-reason');
  const element = h(
    'li.key',
    { 'data-agent': agent.id },
    h('div.key-name', {}, h('a', { href: to(`/agents/${agent.id}`) }, agent.name), h('span.small.muted.mono', {}, tokenFront(agent)), tags),
    bars.elements.map((one) => h('div.key-bar', {}, one)),
    facts,
    menu(`Actions for ${agent.name}`, () => agentActions(agent, changed)),
    reason,
  );
  const update = (now) => {
    agent = now;
    bars.update(agent);
    if (drawn === stamp(agent)) return;
    drawn = stamp(agent);
    element.classList.toggle('paused', !agent.is_active);
    fill(tags, badges(agent));
    fill(facts, last(agent));
    fill(reason, why(agent));
  };
  update(agent);
  return { element, update };
}

const last = (agent) => [
  h('span', {}, h('span.muted', {}, 'Models '), modelsOf(agent)),
  h('span', {}, h('span.muted', {}, 'Used '), ago(agent.last_used_at, 'never')),
];
