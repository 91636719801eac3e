import { h } from '../dom.js';
import { dayOf, money, percent, plural, utcDay } from '../format.js';
import { paused, tag } from '../ui/badge.js';
import { icon } from '../ui/icons.js';
import { ago } from '../ui/time.js';

const SOON_MS = 7 * 86400000;
const NEAR = 0.8;

/** The part of the token that may be shown: it begins with the agent's id. */
export const tokenFront = (agent) => `kp_${agent.id.replace(/^agt_/, '')}_…`;

/** Its token is refused, whatever it asks. */
export const stopped = (agent) => !agent.is_active || expired(agent);

/** Somebody should look at it. */
export const needsSomebody = (agent) => troubles(agent).length > 0;

/** How bad it stands, for putting the worst first. */
export const badness = (agent) => Math.max(0, ...troubles(agent).map((one) => (one.tone === 'bad' ? 2 : 1)));

/** How an agent stands, in words with a shape. */
export const badges = (agent) => [
  agent.is_active ? null : paused(),
  troubles(agent).map((one) => tag(one.word, one.tone)),
];

/** What is wrong and what becomes of it; null when nothing is. */
export function why(agent) {
  const told = troubles(agent);
  if (!told.length) return null;
  const bad = told.some((one) => one.tone === 'bad');
  return h(
    'p.key-why',
    { class: bad ? 'bad' : '' },
    icon(bad ? 'bad' : 'warn', 18),
    h(
      'span',
      {},
      told.map((one, at) => [at > 0 && ' ', one.sentence()]),
    ),
  );
}

/** All that the words about an agent depend on. */
export const stamp = (agent) => JSON.stringify([agent.is_active, agent.last_used_at, modelsOf(agent), why(agent)?.textContent]);

/** Which models it may ask for, in a few words. */
export function modelsOf(agent) {
  const [first, ...more] = agent.allowed_models ?? [];
  if (first === undefined) return agent.free_only ? 'Free ones' : 'All';
  const named = more.length ? `${first} and ${more.length} more` : first;
  return agent.free_only ? `${named}, if free` : named;
}

// A paused or expired agent is asked nothing of: what else might be said of it waits. `sentence()` makes the words anew each time.
function troubles(agent) {
  if (expired(agent)) return [over(agent)];
  return agent.is_active ? [budget(agent), day(agent), soon(agent)].filter(Boolean) : [];
}

const expired = (agent) => agent.expires_at !== null && Date.parse(agent.expires_at) <= Date.now();

const over = (agent) => ({
  tone: 'bad',
  word: 'Expired',
  sentence: () => ['It expired ', ago(agent.expires_at), ': its requests answer 401. Give it a later last day, or revoke it.'],
});

function soon(agent) {
  if (agent.expires_at === null || Date.parse(agent.expires_at) - Date.now() > SOON_MS) return null;
  return { tone: 'warn', word: 'Expires soon', sentence: () => ['Its token stops working ', ago(agent.expires_at), '.'] };
}

function day(agent) {
  if (agent.rpd === null || agent.requests_today < agent.rpd) return null;
  const words = `Its limit of ${plural(agent.rpd, 'request')} a day is reached: more answer 429 until 00:00 UTC.`;
  return { tone: 'warn', word: 'Day’s limit reached', sentence: () => words };
}

function budget(agent) {
  const { monthly_budget: most, spend_this_month: spent } = agent;
  if (most === null || spent < NEAR * most) return null;
  const blocks = agent.budget_action === 'block';
  const [tone, word, words] = agent.budget_exceeded ? (blocks ? usedUp(most) : passed(spent, most)) : near(spent, most, blocks);
  return { tone, word, sentence: () => words };
}

const usedUp = (most) => [
  'bad',
  'Budget used up',
  `Its budget of ${money(most)} is used up: requests answer 402 until ${nextMonth()}, or until you raise it.`,
];

const passed = (spent, most) => [
  'warn',
  'Over its budget',
  `It has spent ${money(spent)} of ${money(most)}. Its budget only warns: requests still pass.`,
];

function near(spent, most, blocks) {
  const begins = `It has spent ${percent(spent, most)} of its budget; ${money(most - spent)} is left until ${nextMonth()}.`;
  return ['warn', 'Near its budget', blocks ? `${begins} Requests that may cost more answer 402.` : begins];
}

function nextMonth() {
  const now = new Date();
  return dayOf(utcDay(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)));
}
