import { open } from '../api.js';
import { eventsOf } from '../sse.js';

// One question to the gateway, by the very API that programs use.

const BROKEN = 'The connection broke while the answer came. Nothing more will come of it: send the message again.';

/** An id of our own for a request, so that its trace can be found however it ends. */
export function freshRequestId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `play-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/**
 * Asks, and tells `hear` what comes as it comes: `{text}`, `{reasoning}`, `{finish}`, `{attempts}`, `{ignored}`. Resolves at the good end. What goes wrong
 * is thrown: a sentence as `message`, what the gateway says beside it as `told`.
 */
export async function ask(id, body, signal, hear) {
  const answer = await open('/v1/chat/completions?include_route_trace=true', body, { signal, headers: { 'X-Request-Id': id } });
  const ignored = answer.headers.get('X-Keypool-Ignored');
  if (ignored) hear({ ignored });
  try {
    if (answer.headers.get('Content-Type')?.startsWith('text/event-stream')) await listen(answer.body, hear);
    else whole(await answer.json(), hear);
  } catch (fault) {
    throw fault.name === 'AbortError' || fault.told ? fault : broken({ message: BROKEN });
  }
}

async function listen(body, hear) {
  for await (const event of eventsOf(body)) {
    if (event.comment !== undefined) remark(event.comment, hear);
    else if (event.data === '[DONE]') return;
    else {
      const chunk = JSON.parse(event.data);
      if (chunk.error) throw broken(chunk.error);
      pieces(chunk, 'delta', hear);
    }
  }
  throw broken({ message: BROKEN });
}

function whole(answer, hear) {
  pieces(answer, 'message', hear);
  tried(answer.spidergate_metadata, hear);
}

// Other comments are a provider's sign of life.
function remark(comment, hear) {
  const [name, json] = [comment.slice(0, comment.indexOf(' ')), comment.slice(comment.indexOf(' '))];
  if (name === 'spidergate_metadata') tried(JSON.parse(json), hear);
}

function tried(metadata, hear) {
  if (metadata?.route_trace) hear({ attempts: metadata.route_trace });
}

function pieces(answer, member, hear) {
  const choice = answer.choices?.[0];
  if (!choice) return;
  const said = choice[member] ?? {};
  const reasoning = textOf(said.reasoning_content) || textOf(said.reasoning) || partsOf(said.content, 'thinking');
  const text = textOf(said.content) + textOf(said.refusal);
  if (reasoning) hear({ reasoning });
  if (text) hear({ text });
  if (choice.finish_reason) hear({ finish: choice.finish_reason });
}

const textOf = (content) => (typeof content === 'string' ? content : partsOf(content, 'text'));

// Some providers send a list of parts: `{type: "text", text}`, `{type: "thinking", thinking: [parts]}`.
function partsOf(content, type) {
  if (!Array.isArray(content)) return '';
  return content
    .filter((part) => part.type === type)
    .map((part) => textOf(part[type]))
    .join('');
}

const broken = (error) => Object.assign(new Error(error.message ?? BROKEN), { told: error, code: error.code });
