import { get } from '../api.js';
import { h } from '../dom.js';
import { count, duration, money, momentOf, UNKNOWN, words } from '../format.js';
import { to } from '../router.js';
import { failure } from '../parts/failures.js';
import { keyLink } from '../parts/keyname.js';
import { waterfall } from '../parts/waterfall.js';
import { outcome, tag } from '../ui/badge.js';
import { card } from '../ui/card.js';
import { copyButton } from '../ui/copy.js';
import { fact } from '../ui/tile.js';
import { icon } from '../ui/icons.js';

/** One request: each attempt with where its time went. */
export default async function tracePage(view) {
  const trace = await get(`/v1/traces/${encodeURIComponent(view.parts[0])}`);
  const end = Math.max(...trace.attempts.map((attempt) => attempt.timings.end_ms), 0.001);
  return [
    head(trace),
    h(
      'div.stack',
      {},
      facts(trace),
      trace.attempts.map((attempt, at) => attempted(attempt, end, trace.attempts[at - 1])),
      kept(trace.content),
    ),
  ];
}

function head(trace) {
  return h(
    'div.page-head',
    {},
    h(
      'div',
      {},
      h('a.crumb', { href: to('/traces') }, icon('back', 14), 'Traces'),
      h('h1', {}, trace.requested_model ?? trace.surface),
      h(
        'div.tags',
        {},
        outcome(trace.status),
        trace.cache_hit && tag('From the cache'),
        trace.fallback_used && tag('Fallback', 'warn'),
        trace.streamed && tag('Streamed'),
        trace.truncated && tag('Truncated', 'bad'),
        h('span.mono.small.muted', {}, trace.id),
        copyButton(trace.id, 'the id'),
      ),
    ),
  );
}

function facts(trace) {
  return card(
    'Request',
    h(
      'dl.facts',
      {},
      fact('Began', momentOf(trace.started_at)),
      fact('Caller', trace.caller_name ?? trace.agent_id ?? trace.client_id ?? '–'),
      fact('Served by', trace.served_model ? `${trace.provider} / ${trace.served_model}` : trace.provider),
      fact('Took', duration(trace.latency_ms)),
      fact('First token', duration(trace.first_token_ms)),
      fact('Spent in Keypool', duration(trace.gateway_ms)),
      fact('Tokens', tokensOf(trace.tokens)),
      fact('Cost', `${money(trace.cost_usd)}${trace.estimated ? ', estimated' : ''}`),
      trace.error_class && fact('Fault', words(trace.error_class)),
      trace.provider_status > 0 && fact('Provider’s status', String(trace.provider_status)),
    ),
  );
}

function tokensOf(tokens) {
  if (!tokens) return UNKNOWN;
  const thought = tokens.reasoning ? ` (${count(tokens.reasoning)} reasoning)` : '';
  return `${count(tokens.input)} in (${count(tokens.cached)} cached), ${count(tokens.output)} out${thought}`;
}

function attempted(attempt, end, before) {
  const good = attempt.result === 'ok';
  return card(
    `Attempt ${attempt.number}: ${attempt.provider}${attempt.target_model ? ` / ${attempt.target_model}` : ''}`,
    h(
      'div.stack',
      {},
      h(
        'div.tags',
        {},
        good ? outcome('success') : tag(words(attempt.result), 'bad'),
        attempt.status > 0 && tag(`Status ${attempt.status}`),
        !attempt.sent && tag('Never left'),
        attempt.cache_hit && tag('From the cache'),
        attempt.truncated && tag('Truncated', 'bad'),
        h('span.small', {}, 'with ', keyLink(attempt.integration_id, attempt.key_label)),
      ),
      failure(attempt.result) && h('p', {}, failure(attempt.result)),
      waterfall(attempt, end, before),
      attempt.tokens && h('p.small.muted', {}, `Tokens: ${tokensOf(attempt.tokens)}`),
    ),
    h('span.muted', {}, costOf(attempt)),
  );
}

function costOf({ sent, cost_usd: cost, estimated }) {
  if (!sent) return 'Cost nothing';
  if (cost === null) return 'Cost unknown';
  return `${money(cost)}${estimated ? ', estimated' : ''}`;
}

function kept(content) {
  if (!content) return null;
  const part = (title, one) =>
    one &&
    h(
      'div',
      {},
      h('h3', {}, title),
      h('pre.kept', { tabindex: '0' }, one.text ?? `${count(one.bytes)} bytes that are no text`),
      one.truncated && h('p.small.muted', {}, 'Cut: only the beginning was kept.'),
    );
  return card('Content', h('div.stack', {}, part('Asked', content.ask), part('Answered', content.answer)));
}
