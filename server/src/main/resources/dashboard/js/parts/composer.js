import { fill, freshId, h } from '../dom.js';

/** Where a message is written. `send()` and `stop()` are told; `busy(yes)` says whether an answer is under way, `say(words)` how it stands. */
export function composer({ send, stop }) {
  const id = freshId('message');
  const wrong = h('span.fault', { id: `${id}-fault`, hidden: true });
  const state = h('p.small.muted', { role: 'status' });
  const input = h('textarea', {
    id,
    rows: 3,
    'aria-describedby': `${id}-hint ${wrong.id}`,
    oninput: () => fault(null),
    onkeydown: (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      send();
    },
  });
  const fault = (message) => {
    wrong.hidden = !message;
    fill(wrong, message ?? '');
    if (message) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
    if (message) input.focus();
  };
  const sendButton = h('button.button.primary', { type: 'submit' }, 'Send');
  const stopButton = h('button.button', { type: 'button', hidden: true, onclick: stop }, 'Stop');
  return {
    input,
    fault,
    text: () => input.value.trim(),
    say: (words) => fill(state, words),
    busy: (yes) => {
      if (!yes && document.activeElement === stopButton) input.focus();
      stopButton.hidden = !yes;
      if (yes) sendButton.setAttribute('aria-disabled', 'true');
      else sendButton.removeAttribute('aria-disabled');
    },
    element: h(
      'form.card.composer',
      {
        onsubmit: (event) => {
          event.preventDefault();
          send();
        },
      },
      h('div.field', {}, h('label', { for: id }, 'Message'), input, wrong),
      h('div.composer-foot', {}, h('p.small.muted', { id: `${id}-hint` }, 'Ctrl+Enter sends.'), state, h('div.page-actions', {}, stopButton, sendButton)),
    ),
  };
}
