import { freshId, h } from '../dom.js';
import { icon } from './icons.js';

/**
 * A dialog over the page. `body(close)` gives its elements; Escape and the cross close it, and the focus goes back to where it was.
 * Resolves with what `close` was given, undefined when it was left.
 */
export function dialog(title, body, { wide = false } = {}) {
  return new Promise((resolve) => {
    let result;
    const id = freshId('title');
    const opener = document.activeElement;
    const box = h('dialog', { class: wide ? 'wide' : '', 'aria-labelledby': id });
    const close = (value) => {
      result = value;
      box.close();
    };
    box.append(head(id, title, close), ...[body(close)].flat());
    box.addEventListener('close', () => {
      box.remove();
      opener?.focus?.();
      resolve(result);
    });
    document.body.append(box);
    box.showModal();
    box.querySelector('[autofocus], .dialog-form input, .dialog-form select')?.focus();
  });
}

function head(id, title, close) {
  return h(
    'div.dialog-head',
    {},
    h('h2', { id }, title),
    h('button.button.quiet.icon', { type: 'button', 'aria-label': 'Close', onclick: () => close() }, icon('close')),
  );
}

/** Asks before something that cannot be undone. With `typed`, the word must be written first. Resolves true or undefined. */
export function confirm(title, sentences, { verb, typed, cancel = 'Cancel' }) {
  return dialog(title, (close) => {
    const id = freshId('typed');
    const act = h('button.button.danger', { type: 'submit', disabled: Boolean(typed) }, verb);
    const input =
      typed &&
      h('input', {
        id,
        autocomplete: 'off',
        autofocus: true,
        spellcheck: 'false',
        oninput: () => {
          act.disabled = input.value.trim() !== typed;
        },
      });
    return h(
      'form.dialog-form',
      {
        onsubmit: (event) => {
          event.preventDefault();
          close(true);
        },
      },
      h(
        'div.dialog-body',
        {},
        sentences.map((sentence) => h('p', {}, sentence)),
        typed && h('div.field', {}, h('label', { for: id }, 'Type ', h('code', {}, typed), ' to confirm'), input),
      ),
      h('div.dialog-foot', {}, h('button.button', { type: 'button', autofocus: !typed, onclick: () => close() }, cancel), act),
    );
  });
}
