import { h } from '../dom.js';
import { duration } from '../format.js';

// Each part of an attempt lies between two moments; a moment that did not come is null, and so its parts are left out.
const ARRIVAL = [
  ['Auth', null, 'auth_ms', ''],
  ['Body', 'auth_ms', 'body_ms', 'wait'],
  ['Wait', 'body_ms', 'leased_ms', ''],
];
const COURSE = [
  ['Key', 'leased_ms', 'connecting_ms', ''],
  ['Connect', 'connecting_ms', 'connected_ms', ''],
  ['Send', 'connected_ms', 'sent_ms', ''],
  ['First byte', 'sent_ms', 'first_byte_ms', 'wait'],
  ['First token', 'first_byte_ms', 'first_token_ms', 'answer'],
];

/**
 * Where the time of an attempt went, on the scale of the whole request, which ended at `end` ms. Who asks is known and the body read once: a further
 * attempt waits from the end of the one `before` it.
 */
export function waterfall(attempt, end, before) {
  const at = { ...attempt.timings, before_ms: before?.timings.end_ms };
  const parts = [...(before ? [['Wait', 'before_ms', 'leased_ms', '']] : ARRIVAL), ...COURSE];
  const rows = parts
    .filter(([, from, until]) => known(at, until) && (from === null || known(at, from)))
    .map(([name, from, until, tone]) => [name, from === null ? 0 : at[from], at[until], tone]);
  rows.push(ending(attempt, at));
  return h(
    'ol.fall',
    { 'aria-label': `Where the time of attempt ${attempt.number} went` },
    rows.map((row) => line(row, end)),
  );
}

function ending(attempt, at) {
  const last = ['first_token_ms', 'first_byte_ms', 'sent_ms', 'connected_ms', 'connecting_ms', 'leased_ms'].find((name) => known(at, name));
  const good = attempt.result === 'ok';
  return [good ? 'Answer' : 'Until its end', at[last], at.end_ms, good ? 'answer' : 'bad'];
}

const known = (timings, name) => timings[name] !== null && timings[name] !== undefined;

function line([name, from, until, tone], end) {
  const share = (ms) => `${(100 * ms) / end}%`;
  const took = Math.max(0, until - from);
  return h(
    'li.fall-row',
    {},
    h('span', {}, name),
    h(
      'div.fall-track',
      { 'aria-hidden': 'true' },
      h('div.fall-part', { class: tone, vars: { from: share(from), part: share(took) } }),
    ),
    h('span.number', {}, duration(took)),
  );
}
