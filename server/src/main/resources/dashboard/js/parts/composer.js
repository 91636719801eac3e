import { fill, freshId, h } from '../dom.js';
import { faultLine } from '../ui/form.js';

/** Where a message is written. `send()` and `stop()` are told; `busy(yes)` says whether an answer is under way, `say(words)` how it stands. */
export function composer({ send, stop }) {
  const id = freshId('message');
  const input = h('textarea', { id, rows: 3, 'aria-describedby': `${id}-hint ${id}-fault`, onkeydown: (event) => byKeyboard(event, send) });
  const { wrong, fault } = faultLine(id, input);
  input.addEventListener('input', () => fault(null));
  const state = h('p.small.muted', { role: 'status' });
  const sendButton = h('button.button.primary', { type: 'submit' }, 'Send');
  const stopButton = h('button.button', { type: 'button', hidden: true, onclick: stop }, 'Stop');
  const buttons = h('div.page-actions', {}, stopButton, sendButton);
  return {
    input,
    text: () => input.value.trim(),
    say: (words) => fill(state, words),
    fault: (message) => {
      fault(message);
      input.focus();
    },
    busy: (yes) => {
      if (!yes && document.activeElement === stopButton) input.focus();
      stopButton.hidden = !yes;
      if (yes) sendButton.setAttribute('aria-disabled', 'true');
      else sendButton.removeAttribute('aria-disabled');
    },
    element: h(
      'form.card.composer',
      { onsubmit: (event) => sending(event, send) },
      h('div.field', {}, h('label', { for: id }, 'Message'), input, wrong),
      h('div.composer-foot', {}, h('p.small.muted', { id: `${id}-hint` }, 'Ctrl+Enter sends.'), state, buttons),
    ),
  };
}

function byKeyboard(event, send) {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) sending(event, send);
}

function sending(event, send) {
  event.preventDefault();
  send();
}
