import { h } from '../dom.js';
import { words } from '../format.js';
import { ago, moments } from '../ui/time.js';

const TONES = {
  created: 'good',
  recovered: 'good',
  health_reset: 'good',
  degraded: 'warn',
  cooling: 'warn',
  limit_reached: 'warn',
  spend_warned: 'warn',
  drift: 'warn',
  quarantined: 'bad',
  spend_blocked: 'bad',
  deleted: 'bad',
};

/** What happened to a key, newest first, with causes. */
export function timeline(events) {
  if (!events.length) return h('p.muted', {}, 'Nothing has happened yet.');
  return h(
    'ol.events',
    {},
    events.map((event) =>
      h(
        'li',
        { class: TONES[event.kind] ?? '' },
        h(
          'p',
          {},
          h('strong', {}, words(event.kind)),
          event.cause === `${words(event.kind)}.` ? null : h('span', {}, ' ', moments(event.cause)),
          event.actor && h('span.small.muted', {}, ` by ${event.actor}`),
        ),
        ago(event.at),
      ),
    ),
  );
}
