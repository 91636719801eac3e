import { h } from '../dom.js';
import { plural } from '../format.js';
import { to } from '../router.js';
import { icon } from '../ui/icons.js';
import { ago, moments } from '../ui/time.js';
import { called } from './keyname.js';

/** Keys that need somebody, the worst first; a word of calm when none does. */
export function attention(health, labels) {
  const keys = new Map(health.integrations.map((key) => [key.id, key]));
  const told = [...health.recommendations].sort((a, b) => badness(keys.get(b.integration_id)) - badness(keys.get(a.integration_id)));
  const title = told.length ? `Needs attention (${told.length})` : 'Needs attention';
  return h(
    'section.card',
    {},
    h('div.card-head', {}, h('h2', {}, title), h('span.small.muted', {}, standing(health.summary))),
    told.length
      ? h(
          'ul.attention',
          {},
          told.map((one) => line(one, keys.get(one.integration_id), labels)),
        )
      : calm(health.summary.total),
  );
}

function line(one, key, labels) {
  const bad = key?.health_status === 'unhealthy';
  const name = `${labels.get(one.provider_name) ?? one.provider_name}, ${called(one.integration_id, key?.key_label)}`;
  const next = key?.cooling_until; // the time of a probe stands in the action's own words
  const again = next && Date.parse(next) > Date.now() ? next : null;
  return h(
    'li',
    {},
    h('span.sign', { class: bad ? 'bad' : '' }, icon(bad ? 'bad' : 'warn')),
    h(
      'div',
      {},
      h('p', {}, h('strong', {}, name), ': ', one.issue),
      h('p.small.muted', {}, moments(one.action), again && [' Used again ', ago(again), '.']),
    ),
    h('a.button', { href: to(`/vault/${one.integration_id}`), 'aria-label': `Open ${name}` }, 'Open'),
  );
}

const standing = (keys) => `${plural(keys.total, 'key')}: ${keys.healthy} healthy, ${keys.degraded} degraded, ${keys.unhealthy} unhealthy`;

function calm(total) {
  return h(
    'p.calm',
    {},
    icon('good', 24),
    total ? `All is well: ${plural(total, 'key')}, none degraded, none waiting.` : 'There are no keys yet.',
  );
}

const badness = (key) => (key?.health_status === 'unhealthy' ? 2 : key?.health_status === 'degraded' ? 1 : 0);
