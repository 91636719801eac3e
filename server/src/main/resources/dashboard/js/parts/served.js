import { get } from '../api.js';
import { fill, h } from '../dom.js';
import { count, duration, money, UNKNOWN, words } from '../format.js';
import { to } from '../router.js';
import { outcome, tag } from '../ui/badge.js';
import { icon } from '../ui/icons.js';
import { moments } from '../ui/time.js';
import { fact } from '../ui/tile.js';
import { keyLink } from './keyname.js';

// An answer's row is there when it ends. Of one that was stopped the server books what it cost first, which takes it a moment.
const AGAIN_MS = [0, 300, 700, 1500, 3000];

/** How a request was served, to stand beside its answer: `element`, and `show(id, heard)` once it has ended; `heard` is what its answer told. */
export function served() {
  const element = h('div.served', { role: 'group', 'aria-label': 'How it was served' }, h('p.small.muted', {}, 'Under way…'));
  return {
    element,
    show: async (id, heard) => {
      const trace = heard.untouched ? null : await traceOf(id);
      fill(element, trace ? told(trace, heard) : untold(heard));
    },
  };
}

async function traceOf(id) {
  for (const wait of AGAIN_MS) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    try {
      return await get(`/v1/traces/${id}`);
    } catch (fault) {
      if (fault.status !== 404) return null;
    }
  }
  return null;
}

function told(trace, heard) {
  return [
    h(
      'div.tags',
      {},
      outcome(trace.status),
      trace.cache_hit && tag('From the cache'),
      trace.fallback_used && tag('Fallback', 'warn'),
      trace.truncated && tag('Truncated', 'bad'),
    ),
    h(
      'dl.facts',
      {},
      fact('Key', linked(trace)),
      fact('Served by', trace.served_model ? `${trace.provider} / ${trace.served_model}` : trace.provider),
      fact('First token', duration(trace.first_token_ms)),
      fact('Took', duration(trace.latency_ms)),
      fact('Tokens in', tokens(trace.tokens?.input, trace.tokens?.cached, 'cached')),
      fact('Tokens out', tokens(trace.tokens?.output, trace.tokens?.reasoning, 'reasoning')),
      fact('Cost', `${money(trace.cost_usd)}${trace.estimated ? ', estimated' : ''}`),
    ),
    leftOut(heard),
    route(trace.attempts, heard.attempts ?? []),
    h('a.small', { href: to(`/traces/${encodeURIComponent(trace.id)}`) }, 'Full trace'),
  ];
}

const tokens = (all, some, word) => (some ? `${count(all)} (${count(some)} ${word})` : count(all));

function untold(heard) {
  return [
    h('p.small.muted', {}, heard.untouched ? 'No provider was asked.' : 'Its trace cannot be read just now.'),
    heard.reasons?.length && passedOver(heard.reasons),
  ];
}

const leftOut = (heard) => heard.ignored && h('p.small', {}, `The provider has no word for ${heard.ignored}: left out.`);

const linked = ({ integration_id: id, key_label: label }) => keyLink(id, label);

function route(attempts, tried) {
  return h(
    'div',
    {},
    h('h3.term', {}, 'Route'),
    h(
      'ol.route',
      {},
      attempts.map((attempt, at) => step(attempt, tried.length === attempts.length ? tried[at].message : null)),
    ),
  );
}

function step(attempt, message) {
  const good = attempt.result === 'ok';
  const end = good ? (attempt.cache_hit ? 'From the cache' : 'Served') : words(attempt.result);
  const status = !good && attempt.status ? ` (${attempt.status})` : '';
  const took = duration(attempt.timings.end_ms - attempt.timings.leased_ms);
  return h(
    'li',
    { class: good ? 'good' : 'bad' },
    icon(good ? 'good' : 'bad', 16),
    h(
      'div',
      {},
      h('p', {}, attempt.target_model ? `${attempt.provider} / ${attempt.target_model}` : attempt.provider, ' with ', linked(attempt)),
      h('p.small', {}, h('strong', {}, `${end}${status}`), took === UNKNOWN ? null : ` after ${took}`),
      message && h('p.small.muted', {}, message),
    ),
  );
}

// Why each key was passed over, where none was asked.
function passedOver(reasons) {
  return h(
    'ul.route',
    {},
    reasons.map(({ integration_id: id, reason, until }) =>
      h(
        'li.bad',
        {},
        icon('pause', 16),
        h('p.small', {}, keyLink(id), `: ${words(reason)}`, until && moments(` until ${until}`)),
      ),
    ),
  );
}
