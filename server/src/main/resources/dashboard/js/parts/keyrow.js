import { fill, h } from '../dom.js';
import { brief, briefMoney, money } from '../format.js';
import { to } from '../router.js';
import { bar } from '../ui/bar.js';
import { menu } from '../ui/menu.js';
import { ago } from '../ui/time.js';
import { keyActions } from './keyactions.js';
import { nameOf, preview } from './keyname.js';
import { badges, spendOf, why } from './keystate.js';
import { standing } from './standing.js';

/**
 * One key in the vault: `cause` is its line of the health overview, `ledger` what it spent {today, month}. `live(counts)` moves its figures,
 * `tick()` notices what time alone changes; `changed()` is called after an action.
 */
export function keyRow(key, cause, ledger, changed) {
  const minute = bar('Minute', key.minute_count, key.minute_limit, brief, 'Requests in the last minute');
  const today = bar('Today', key.daily_count, key.daily_limit, brief, 'Requests today');
  const tags = h('div.tags');
  const facts = h('div.key-facts');
  const reason = h('div.key-reason');
  const element = h(
    'li.key',
    { class: key.is_active ? '' : 'paused', 'data-key': String(key.id) },
    naming(key, tags),
    wrap(minute.element),
    wrap(today.element),
    wrap(spend(key, ledger)),
    facts,
    menu(`Actions for ${nameOf(key)}`, () => keyActions(key, changed)),
    reason,
  );
  const show = () => {
    fill(tags, badges(key));
    fill(facts, last(key));
    fill(reason, why(key, cause));
  };
  return { element, ...standing(key, cause, { minute, today }, show) };
}

const wrap = (element) => h('div.key-bar', {}, element);

function naming(key, tags) {
  return h('div.key-name', {}, h('a', { href: to(`/vault/${key.id}`) }, nameOf(key)), h('span.small.muted.mono', {}, preview(key)), tags);
}

function spend(key, ledger) {
  const { name, spoken, spent, limit, currency } = spendOf(key, ledger);
  return bar(name, spent, limit, (amount) => briefMoney(amount, currency), spoken).element;
}

function last(key) {
  return [
    h('span', {}, h('span.muted', {}, 'Balance '), key.cached_balance === null ? '–' : money(key.cached_balance, key.cached_currency)),
    h('span', {}, h('span.muted', {}, 'Used '), ago(key.last_used_at, 'never')),
  ];
}
