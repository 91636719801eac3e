import { h } from '../dom.js';
import { health, paused, tag } from '../ui/badge.js';
import { icon } from '../ui/icons.js';
import { ago } from '../ui/time.js';

/** What was spent in the period of the limit (without one: this month): our ledger's figure or the provider's, whichever is higher, as the limit itself sees it. */
export function spendOf(key, ledger) {
  const daily = key.spend_limit_period === 'daily';
  const provider = daily ? key.cached_usage_today : key.cached_usage_month;
  const own = ledger ? (daily ? ledger.today : ledger.month) : null;
  const known = [provider, own].filter((amount) => amount !== null && amount !== undefined);
  return {
    name: daily ? 'Today' : 'Month',
    spoken: daily ? 'Spent today' : 'Spent this month',
    spent: known.length ? Math.max(...known) : null,
    limit: key.spend_limit_amount,
    currency: key.cached_currency,
  };
}

/** How a key stands, in words with a shape. */
export function badges(key) {
  return [
    key.is_active ? health(key.health_status) : paused(),
    key.is_primary && tag('Primary', 'accent'),
    key.spend_limit_exceeded && tag('Over its spend limit', 'bad'),
  ];
}

/** Why a key is not at its best, and when it is tried again; null when it is. `cause` is its line of the health overview. */
export function why(key, cause) {
  const now = Date.now();
  const ahead = (iso) => iso && Date.parse(iso) > now;
  const unwell = key.health_status !== 'healthy';
  const cools = ahead(cause?.cooling_until);
  if (!unwell && !cools) return null;
  const last = cause?.last_error ? `${cause.last_error.replace(/\.?$/, '.')} ` : '';
  const failures = unwell ? `${key.consecutive_failures} ${key.consecutive_failures === 1 ? 'failure' : 'failures'} in a row. ` : '';
  return h(
    'p.key-why',
    { class: key.health_status === 'unhealthy' ? 'bad' : '' },
    icon(key.health_status === 'unhealthy' ? 'bad' : 'warn', 18),
    h('span', {}, last, failures, until(cause, cools, ahead)),
  );
}

function until(cause, cools, ahead) {
  if (ahead(cause?.quarantined_until)) return ['Skipped; tried again ', ago(cause.quarantined_until), '.'];
  if (cools) return ['Cooling; used again ', ago(cause.cooling_until), '.'];
  return cause?.quarantined_until ? 'The next request for it is its probe.' : 'Still used, after healthy keys.';
}

/** Puts live counts into a key and its cause. */
export function absorb(key, cause, counts) {
  Object.assign(key, counts);
  cause.cooling_until = counts.cooling_until;
  cause.quarantined_until = counts.quarantined_until;
}

/** All that the words about a key depend on: they are drawn anew only when this changed, so that focus and reading are left alone. */
export function stamp(key, cause) {
  const ahead = (iso) => Boolean(iso) && Date.parse(iso) > Date.now();
  return [
    key.health_status,
    key.consecutive_failures,
    key.last_used_at,
    key.spend_limit_exceeded,
    cause.cooling_until,
    cause.quarantined_until,
    cause.last_error,
    ahead(cause.cooling_until),
    ahead(cause.quarantined_until),
  ].join();
}
