import { brief, briefMoney } from '../format.js';
import { bar } from '../ui/bar.js';

/** What an agent asked and spent, against its limits; `update(agent)` moves the bars. With `long` their names are whole. */
export function agentBars(agent, { long = false } = {}) {
  const name = (short, whole) => (long ? whole : short);
  const stops = agent.budget_action === 'block' && agent.monthly_budget !== null;
  const spent = stops ? 'Spent this month, then stop' : 'Spent this month';
  const minute = bar(name('Minute', 'Requests, last 60 s'), agent.requests_this_minute, agent.rpm, brief, 'Requests in the last minute');
  const today = bar(name('Today', 'Requests today, UTC'), agent.requests_today, agent.rpd, brief, 'Requests today');
  const month = bar(name('Month', spent), agent.spend_this_month, agent.monthly_budget, briefMoney, spent);
  const update = (now) => {
    minute.update(now.requests_this_minute, now.rpm);
    today.update(now.requests_today, now.rpd);
    month.update(now.spend_this_month, now.monthly_budget);
  };
  return { elements: [minute.element, today.element, month.element], update };
}
