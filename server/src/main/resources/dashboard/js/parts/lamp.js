import { fill, h } from '../dom.js';

/** Tells whether figures move by themselves just now. */
export function liveLamp() {
  const element = h('span.live');
  const show = (state) => {
    element.classList.toggle('on', state === 'on');
    fill(element, h('i', { 'aria-hidden': 'true' }), state === 'on' ? 'Live' : 'Connecting…');
  };
  show('off');
  return { element, show };
}
