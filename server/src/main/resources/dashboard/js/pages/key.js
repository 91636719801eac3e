import { get } from '../api.js';
import { fill, h } from '../dom.js';
import { brief, momentOf, money } from '../format.js';
import { listen } from '../live.js';
import { go, to } from '../router.js';
import { fieldLabel } from '../parts/catalogue.js';
import { editKey } from '../parts/keyedit.js';
import { keyActions, test } from '../parts/keyactions.js';
import { history } from '../parts/keyhistory.js';
import { books } from '../parts/keybooks.js';
import { nameOf } from '../parts/keyname.js';
import { badges, spendOf, why } from '../parts/keystate.js';
import { standing } from '../parts/standing.js';
import { liveLamp } from '../parts/lamp.js';
import { timeline } from '../parts/timeline.js';
import { bar } from '../ui/bar.js';
import { card } from '../ui/card.js';
import { copyButton } from '../ui/copy.js';
import { busy } from '../ui/form.js';
import { icon } from '../ui/icons.js';
import { menu } from '../ui/menu.js';
import { fact } from '../ui/tile.js';
import { ago } from '../ui/time.js';
import { toastFault } from '../ui/toast.js';

/** All about one key: how it stands now, what it did, what became of it. */
export default async function keyPage(view) {
  const id = Number(view.parts[0]);
  const [{ integration: key }, overview, usage, events] = await Promise.all([
    get(`/api/v1/integrations/${id}`),
    get('/api/v1/integrations/health'),
    get(`/api/v1/integrations/${id}/usage`, { days: 30 }),
    get(`/api/v1/integrations/${id}/events`, { limit: 50 }),
  ]);
  const cause = overview.integrations.find((one) => one.id === id) ?? {};
  const changed = (deleted) => (deleted ? go('/vault') : view.again());
  const lamp = liveLamp();
  return [
    head(key, changed),
    h(
      'div.stack',
      {},
      now(key, cause, usage, lamp, view),
      history(id, usage),
      h('div.two', {}, books(usage, key), card('What became of it', timeline(events.events))),
      identity(key, cause.account_group),
    ),
  ];
}

function head(key, changed) {
  const probe = h('button.button', { type: 'button', onclick: () => busy(probe, () => test(key, false, changed)) }, 'Test now');
  return h(
    'div.page-head',
    {},
    h(
      'div',
      {},
      h('a.crumb', { href: to('/vault') }, icon('back', 14), 'Vault'),
      h('h1', {}, nameOf(key)),
      h('p.muted', {}, key.provider_label),
    ),
    h(
      'div.page-actions',
      {},
      probe,
      h('button.button', { type: 'button', onclick: () => editKey(key, changed).catch(toastFault) }, 'Edit'),
      menu(`More actions for ${nameOf(key)}`, () => keyActions(key, changed)),
    ),
  );
}

function now(key, cause, usage, lamp, view) {
  const minute = bar('Requests, last 60 s', key.minute_count, key.minute_limit, brief);
  const today = bar('Requests today, UTC', key.daily_count, key.daily_limit, brief);
  const tags = h('div.tags');
  const reason = h('div');
  const used = h('span');
  const show = () => {
    fill(tags, badges(key));
    fill(reason, why(key, cause));
    fill(used, ago(key.last_used_at, 'Never'));
  };
  follow(key.id, view, lamp, standing(key, cause, { minute, today }, show));
  return card(
    'Now',
    h(
      'div.stack',
      {},
      tags,
      reason,
      h('div.gauges', {}, minute.element, today.element, spend(key, usage)),
      h(
        'dl.facts',
        {},
        fact('Balance', key.cached_balance === null ? '–' : money(key.cached_balance, key.cached_currency)),
        fact('Balance as of', ago(key.billing_synced_at, 'Never synced')),
        fact('Last used', used),
        fact('Priority', String(key.priority)),
      ),
    ),
    lamp.element,
  );
}

function follow(id, view, lamp, { live, tick }) {
  view.onLeave(
    listen((counts) => {
      if (counts.id === id) live(counts);
    }, lamp.show),
  );
  const timer = setInterval(tick, 1000);
  view.onLeave(() => clearInterval(timer));
}

function spend(key, usage) {
  const { spoken, spent, limit, currency } = spendOf(key, { today: usage.ledger.usage_today, month: usage.ledger.usage_month });
  return bar(`${spoken}${key.spend_limit_action === 'block' ? ', then stop' : ''}`, spent, limit, (amount) => money(amount, currency))
    .element;
}

function identity(key, group) {
  const previews = Object.entries(key.key_preview).map(([name, shown]) => fact(fieldLabel(name), h('span.mono', {}, shown)));
  return card(
    'Identity',
    h(
      'dl.facts',
      {},
      h('div', {}, h('dt.term', {}, 'Id'), h('dd.tags', {}, h('span.mono', {}, String(key.id)), copyButton(String(key.id), 'the id'))),
      previews,
      fact('Priority', String(key.priority)),
      group && fact('Account', group),
      fact('Stored', momentOf(key.created_at)),
      fact('Changed or used', momentOf(key.updated_at)),
    ),
  );
}
