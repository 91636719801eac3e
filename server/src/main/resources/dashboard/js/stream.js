import { stillSignedIn } from './api.js';

const AGAIN_MS = 15_000;

/**
 * Listens to a stream of the server's events: `on(data)` is told each of that name, `onState('on' | 'off')` whether it flows. A stream that was
 * refused is tried again later; one that nobody can see rests, since a browser has few connections for all its windows. Returns what ends it.
 */
export function stream(path, name, on, onState) {
  let source = null;
  let timer = null;
  const open = () => {
    if (document.hidden) return;
    source = new EventSource(path);
    source.onopen = () => onState('on');
    source.onerror = () => {
      onState('off');
      if (source?.readyState === EventSource.CLOSED) comeAgain(); // refused; after a mere break the browser comes again by itself
    };
    source.addEventListener(name, (event) => on(JSON.parse(event.data)));
  };
  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
    onState('off');
  };
  // Either the session is over, which the question brings to light, or there were too many streams, which passes.
  const comeAgain = () => {
    close();
    stillSignedIn().catch(() => {}); // unreachable: then coming again is all there is to do
    timer = setTimeout(open, AGAIN_MS);
  };
  const seen = () => {
    close();
    open();
  };
  document.addEventListener('visibilitychange', seen);
  open();
  return () => {
    document.removeEventListener('visibilitychange', seen);
    close();
  };
}
