import { h } from '../dom.js';
import { duration } from '../format.js';

// Each part of an attempt lies between two moments; a moment that did not come is null, and so its parts are left out.
const PARTS = [
  ['Auth', null, 'auth_ms', ''],
  ['Body', 'auth_ms', 'body_ms', 'wait'],
  ['Wait and key', 'body_ms', 'leased_ms', ''],
  ['Connect', 'connecting_ms', 'connected_ms', ''],
  ['Send', 'connected_ms', 'sent_ms', ''],
  ['First byte', 'sent_ms', 'first_byte_ms', 'wait'],
  ['First token', 'first_byte_ms', 'first_token_ms', 'answer'],
];

/** Where the time of an attempt went, on the scale of the whole request, which ended at `end` ms. */
export function waterfall(attempt, end) {
  const at = attempt.timings;
  const last = at.first_token_ms ?? at.first_byte_ms ?? at.sent_ms ?? at.connected_ms ?? at.leased_ms;
  const rows = PARTS.filter(([, from, until]) => known(at, until) && (from === null || known(at, from))).map(
    ([name, from, until, tone]) => [name, from === null ? 0 : at[from], at[until], tone],
  );
  rows.push([attempt.result === 'ok' ? 'Answer' : 'Until its end', last, at.end_ms, attempt.result === 'ok' ? 'answer' : 'bad']);
  return h(
    'ol.fall',
    { 'aria-label': `Where the time of attempt ${attempt.number} went` },
    rows.map((row) => line(row, end)),
  );
}

const known = (timings, name) => timings[name] !== null && timings[name] !== undefined;

function line([name, from, until, tone], end) {
  const share = (ms) => `${(100 * ms) / end}%`;
  return h(
    'li.fall-row',
    {},
    h('span', {}, name),
    h(
      'div.fall-track',
      { 'aria-hidden': 'true' },
      h('div.fall-part', { class: tone, vars: { from: share(from), part: share(until - from) } }),
    ),
    h('span.number', {}, duration(until - from)),
  );
}
