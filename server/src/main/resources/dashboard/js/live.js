import { stream } from './stream.js';

// The brand's live counts, pushed by the server as they change. One stream serves all that listens, and ends with the last listener.

let end = null;
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
  end ??= stream('/api/v1/integrations/live', 'counts', read, tell);
  return () => {
    listeners.delete(listener);
    if (!listeners.size) close();
  };
}

/** Ends the stream, at signing out. */
export function close() {
  end?.();
  end = null;
  latest.clear();
}

function read({ integrations, deleted }) {
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
