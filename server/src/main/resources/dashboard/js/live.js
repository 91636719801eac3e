import { stillSignedIn } from './api.js';

// The brand's live counts, pushed by the server as they change. One stream serves all that listens, and ends with the last listener.

const AGAIN_MS = 15_000;

let source = null;
const listeners = new Set();
const latest = new Map();
let state = 'off';

/**
 * Calls `on({id, daily_count, …})` for each change, and at once with what is known; `onState('on' | 'off')` and `onDeleted(id)` beside it.
 * Returns what ends it.
 */
export function listen(on, onState, onDeleted = () => {}) {
  const listener = { on, onState, onDeleted };
  listeners.add(listener);
  onState(state);
  for (const counts of latest.values()) on(counts);
  if (!source) open();
  return () => {
    listeners.delete(listener);
    if (!listeners.size) close();
  };
}

/** Ends the stream, at signing out. */
export function close() {
  source?.close();
  source = null;
  latest.clear();
  tell('off');
}

function open() {
  source = new EventSource('/api/v1/integrations/live');
  source.onopen = () => tell('on');
  source.onerror = () => {
    tell('off');
    if (source?.readyState === EventSource.CLOSED) comeAgain(); // refused; after a mere break the browser comes again by itself
  };
  source.addEventListener('counts', read);
}

// Either the session is over, which the question brings to light, or there were too many streams, which passes.
function comeAgain() {
  source = null;
  stillSignedIn().catch(() => {}); // unreachable: then coming again is all there is to do
  setTimeout(() => {
    if (listeners.size && !source) open();
  }, AGAIN_MS);
}

function read(event) {
  const { integrations, deleted } = JSON.parse(event.data);
  for (const counts of integrations) {
    latest.set(counts.id, counts);
    listeners.forEach((listener) => listener.on(counts));
  }
  for (const id of deleted) {
    latest.delete(id);
    listeners.forEach((listener) => listener.onDeleted(id));
  }
}

function tell(next) {
  state = next;
  listeners.forEach((listener) => listener.onState(next));
}
