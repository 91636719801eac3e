import { h } from '../dom.js';
import { icon } from './icons.js';
import { toast } from './toast.js';

/** Copies a text; `what` names it. With `words` they stand on the button, else it is a picture alone. */
export function copyButton(text, what, words) {
  return h(
    words ? 'button.button' : 'button.button.quiet.icon',
    { type: 'button', 'aria-label': `Copy ${what}`, title: `Copy ${what}`, onclick: () => copy(text, what) },
    icon('copy', 16),
    words,
  );
}

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    toast(`Copied ${what}.`);
  } catch {
    toast(`Your browser does not let this page copy. Select ${what} and copy it by hand.`, 'warn'); // e.g. plain HTTP on another host
  }
}
