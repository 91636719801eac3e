import { h } from '../dom.js';
import { icon } from './icons.js';

/** Nothing is here yet, and what to do about it. */
export function empty(title, sentence, { sign = 'vault', action, level = 'h2' } = {}) {
  return h('div.empty', {}, icon(sign, 32), h(level, {}, title), h('p', {}, sentence), action);
}

/** Something went wrong; `again` tries it once more. */
export function failed(fault, again) {
  return h(
    'div.empty',
    { role: 'alert' },
    icon('bad', 32),
    h('h2', {}, 'This could not be loaded'),
    h('p', {}, sentence(fault)),
    again && h('button.button', { type: 'button', onclick: again }, 'Try again'),
  );
}

/** The shape of what is coming. */
export function skeleton(lines = 3, tall = false) {
  return h(
    'div.card',
    { 'aria-busy': 'true' },
    h(
      'div.card-body.stack',
      {},
      h('span.hidden-text', {}, 'Loading'),
      Array.from({ length: lines }, () => h(tall ? 'div.bone.tall' : 'div.bone')),
    ),
  );
}

// What the server refused has a sentence of its own. All else is a fault of this page: people get a way on, the console the details.
function sentence(fault) {
  if (fault.status !== undefined) return fault.message;
  console.error(fault);
  return 'Something in this page went wrong. Load it anew; if that does not help, please report it with what the browser’s console says.';
}
