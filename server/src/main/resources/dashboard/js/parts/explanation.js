import { fill, h, say } from '../dom.js';
import { brief, count, money, plural } from '../format.js';
import { to } from '../router.js';
import { health, tag } from '../ui/badge.js';
import { icon } from '../ui/icons.js';
import { ago } from '../ui/time.js';
import { keyLink } from './keyname.js';

const SKIPPED = {
  no_key: (target) => [`Skipped: you have no key for ${target.provider_label}. `, h('a', { href: to('/vault?add=1') }, 'Add a key')],
  not_allowed: () => ['Skipped: the model policy does not allow it. ', h('a', { href: to('/routing/policy') }, 'Model policy')],
  takes_no_chat: (target) => `Skipped: ${target.provider_label} takes no chat requests here.`,
};

const CAUSES = {
  inactive: 'Paused',
  cannot_be_opened: 'Its credential cannot be opened with the present master key',
  quarantined: 'In quarantine after failures',
  probing: 'Its probe is under way',
  cooling: 'Cooling: the provider asked for a pause, or its credit is spent',
  minute_limit: 'Its requests of this minute are used up',
  daily_limit: 'Its requests of today (UTC) are used up',
  spend_limit: 'Its spend limit is reached',
  spend_reserved: 'What its spend limit leaves is reserved by requests under way',
  model_unavailable: 'It does not have this model',
  provider_overloaded: 'The provider is overloaded with this model',
};

// What helps where nothing would be served.
const WAYS = {
  no_integration: () => h('a', { href: to('/vault?add=1') }, 'Add a key'),
  model_not_allowed: () => h('a', { href: to('/routing/policy') }, 'Model policy'),
};

/** A place for answers of *explain*: `show(told)` draws one whole, and has read out what would happen. `body` may hold other things meanwhile. */
export function explanations() {
  const spoken = h('p.hidden-text', { role: 'status' });
  const body = h('div.stack');
  const show = (told) => {
    fill(body, explanation(told));
    say(spoken, body.querySelector('.verdict').textContent);
  };
  return { element: h('div.told', {}, spoken, body), body, show };
}

function explanation(told) {
  return [
    verdict(told),
    told.targets.length > 0 &&
      h(
        'section.card',
        {},
        h('div.card-head', {}, h('h2', {}, 'In the order of tries'), h('span.small.muted', {}, 'At most five attempts for one request')),
        h(
          'ol.targets',
          {},
          told.targets.map((target, at) => place(target, at + 1)),
        ),
      ),
  ];
}

function verdict(told) {
  const [target, key] = told.targets.flatMap((one) => one.keys.filter((k) => k.chosen).map((k) => [one, k]))[0] ?? [];
  const served = told.outcome === 'served';
  const words = served
    ? [`The next request would go to ${target.provider_label} as `, h('span.mono', {}, target.model), ' with ', linked(key), '.']
    : [told.sentence, told.retry_at && [' The first key is free again ', ago(told.retry_at), '.'], ' ', WAYS[told.outcome]?.()];
  return h('p.verdict', { class: served ? 'good' : 'bad' }, icon(served ? 'good' : 'bad'), h('span', {}, words));
}

function place(target, number) {
  const skipped = target.keys.length ? null : (target.skipped ?? 'no_key');
  return h(
    'li',
    { class: skipped ? 'off' : '' },
    h('span.place', { 'aria-hidden': 'true' }, String(number)),
    h(
      'div.target',
      {},
      h(
        'div.target-name',
        {},
        h('h3', {}, target.provider_label),
        h('span.mono', {}, target.model),
        target.listed === false && tag('Not in the provider’s list', 'warn'),
      ),
      skipped
        ? h('p.small', {}, SKIPPED[skipped](target))
        : h(
            'ol.tries',
            { 'aria-label': `Keys for ${target.model} at ${target.provider_label}` },
            target.keys.map((key) => candidate(key)),
          ),
    ),
  );
}

function candidate(key) {
  return h(
    'li',
    { class: key.chosen ? 'chosen' : key.position ? '' : 'off', 'data-key': String(key.integration_id) },
    h('span.nth', {}, key.position ? ordinal(key.position) : ['–', h('span.hidden-text', {}, 'Not tried')]),
    h(
      'div',
      {},
      h('div.tags', {}, linked(key), key.chosen && tag('Chosen', 'accent'), health(key.health_status)),
      key.cause && h('p.small', {}, `${CAUSES[key.cause] ?? key.cause}`, key.until ? ['; free again ', ago(key.until), '.'] : '.'),
      h('p.small.muted', {}, facts(key)),
    ),
  );
}

const linked = (key) => keyLink(key.integration_id, key.key_label);

function facts({ priority, in_flight, limits }) {
  return [
    `Priority ${priority}`,
    plural(in_flight, 'request under way', 'requests under way'),
    limits.minute_left === null ? null : `${count(limits.minute_left)} left this minute`,
    limits.daily_left === null ? null : `${brief(limits.daily_left)} left today`,
    limits.spend_left === null ? null : `${money(limits.spend_left)} left to spend`,
  ]
    .filter(Boolean)
    .join(' · ');
}

function ordinal(n) {
  const tens = n % 100;
  const end = tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${end}`;
}
