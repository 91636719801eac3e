import { h } from '../dom.js';
import { icon } from './icons.js';

const STAY_MS = 7000;
let rack = null;

/** Tells what was done, or that it was not; read out by screen readers, gone after a while unless pointed at. */
export function toast(message, tone = 'good') {
  rack ??= h('div.toasts', { role: 'status', 'aria-live': 'polite', popover: 'manual' });
  if (!rack.isConnected) document.body.append(rack); // signing in and out begins the body anew
  const note = h(
    'div.toast',
    { class: tone },
    h('span', {}, message),
    h('button', { type: 'button', 'aria-label': 'Dismiss', onclick: () => leave(note) }, icon('close', 16)),
  );
  rack.append(note);
  raise();
  const timer = setTimeout(() => leave(note), STAY_MS);
  note.addEventListener('pointerenter', () => clearTimeout(timer), { once: true });
}

export const toastFault = (fault) => toast(fault.message, 'bad');

/** Does something and tells so in these words, then calls `done()`; or tells why it was not done. */
export async function doing(act, words, done) {
  try {
    await act();
    toast(words);
    await done();
  } catch (fault) {
    toastFault(fault);
  }
}

// A popover stands above open dialogs, but only the one opened last: so it is opened anew.
function raise() {
  if (rack.matches(':popover-open')) rack.hidePopover();
  rack.showPopover();
}

function leave(note) {
  note.remove();
  if (!rack.childElementCount && rack.matches(':popover-open')) rack.hidePopover();
}
