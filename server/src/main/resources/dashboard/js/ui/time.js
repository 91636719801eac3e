import { h, say } from '../dom.js';
import { momentOf, relative, UNKNOWN } from '../format.js';

const shown = new Set();

/** A moment as its distance from now, kept true each second while it stands in the page; the exact time is its title. */
export function ago(iso, none = UNKNOWN) {
  if (!iso) return h('span.muted', {}, none);
  const element = h('time', { datetime: iso, title: momentOf(iso) });
  shown.add(element);
  tick(element);
  return element;
}

/** A sentence of the server's, its ISO moments as people read them. */
export function moments(sentence) {
  return sentence
    .split(/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)/)
    .map((part, at) => (at % 2 ? h('time', { datetime: part }, momentOf(part)) : part));
}

function tick(element) {
  say(element, relative(Date.parse(element.getAttribute('datetime')), Date.now()));
}

setInterval(() => {
  for (const element of shown) {
    if (element.isConnected) tick(element);
    else shown.delete(element);
  }
}, 1000);
