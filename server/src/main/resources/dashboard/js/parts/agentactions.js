import { del, get, patch, post } from '../api.js';
import { plural } from '../format.js';
import { confirm } from '../ui/dialog.js';
import { doing, toastFault } from '../ui/toast.js';
import { ago } from '../ui/time.js';
import { editAgent } from './agentedit.js';
import { handOver } from './agenttoken.js';

/** What can be done with an agent, as entries of a menu. `changed(revoked)` is called when something was. */
export const agentActions = (agent, changed) => [
  { text: 'Edit…', act: () => editAgent(agent, changed) },
  { text: agent.is_active ? 'Pause' : 'Resume', act: () => pause(agent, changed) },
  { text: 'Replace the token…', act: () => replace(agent, changed) },
  null,
  { text: 'Revoke…', danger: true, act: () => revoke(agent, changed) },
];

const path = (agent) => `/api/v1/agents/${agent.id}`;

const pause = (agent, changed) =>
  doing(
    () => patch(path(agent), { is_active: !agent.is_active }),
    agent.is_active ? `${agent.name} is paused: its requests answer 403 from now on.` : `${agent.name} is in use again.`,
    changed,
  );

async function replace(agent, changed) {
  const sentences = [
    'Its present token answers 401 from now on, and you are shown a new one. Terms, counts and spend go on.',
    await consequence(agent),
  ];
  const sure = await confirm(`Replace the token of ${agent.name}?`, sentences, { verb: 'Replace token' });
  if (!sure) return;
  try {
    const made = await post(`${path(agent)}/rotate`);
    changed();
    handOver(made.agent, made.token);
  } catch (fault) {
    toastFault(fault);
  }
}

async function revoke(agent, changed) {
  const sentences = [
    'Its token answers 401 from now on and cannot be brought back; to stop it for a while, pause it.',
    'Requests under way finish; its usage stays in the ledger.',
    await consequence(agent),
  ];
  const sure = await confirm(`Revoke ${agent.name}?`, sentences, { verb: 'Revoke agent', typed: agent.name });
  if (sure)
    await doing(
      () => del(path(agent)),
      `${agent.name} is revoked.`,
      () => changed(true),
    );
}

// Who is cut off, as it is now and not as it was when the page was drawn.
async function consequence(agent) {
  const now = await get(path(agent)).then(
    (answer) => answer.agent,
    () => null,
  );
  if (!now) return '';
  if (!now.last_used_at) return 'It was never used.';
  const today = plural(now.requests_today, 'request');
  return ['It was last used ', ago(now.last_used_at), `, and made ${today} today: whoever uses it is cut off.`];
}
