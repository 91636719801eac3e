import { freshId, h } from '../dom.js';
import { icon } from './icons.js';
import { holdBack } from './unsaved.js';

/**
 * A dialog over the page. `body(close, leave)` gives its elements; Escape and the cross leave it, and the focus goes back to where it was.
 * Where `unsaved()` says that something would be lost, leaving asks first. Resolves with what `close` was given, undefined when it was left.
 */
export function dialog(title, body, { wide = false, unsaved = () => false } = {}) {
  return new Promise((resolve) => {
    let result;
    const id = freshId('title');
    const opener = document.activeElement;
    const box = h('dialog', { class: wide ? 'wide' : '', 'aria-labelledby': id });
    const close = (value) => {
      result = value;
      box.close();
    };
    const leave = () => (unsaved() ? ask(box, close) : close());
    box.append(head(id, title, leave), ...[body(close, leave)].flat());
    const release = holdBack(unsaved, () => ask(box, close));
    box.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault(); // the browser would close it without asking
      leave();
    });
    box.addEventListener('close', () => {
      release();
      box.remove();
      opener?.focus?.();
      resolve(result);
    });
    document.body.append(box);
    box.showModal();
    box.querySelector('[autofocus], .dialog-form input, .dialog-form select')?.focus();
  });
}

function head(id, title, leave) {
  return h(
    'div.dialog-head',
    {},
    h('h2', { id }, title),
    h('button.button.quiet.icon', { type: 'button', 'aria-label': 'Close', onclick: leave }, icon('close')),
  );
}

// In the dialog itself, so that nothing that was written is covered.
function ask(box, close) {
  if (box.querySelector('.dialog-ask')) return;
  const stay = h('button.button', { type: 'button', onclick: () => bar.remove() }, 'Go on editing');
  const bar = h(
    'div.dialog-foot.dialog-ask',
    { role: 'group', 'aria-label': 'Unsaved changes' },
    h('p', { role: 'alert' }, 'What you changed is not saved.'),
    stay,
    h('button.button.danger', { type: 'button', onclick: () => close() }, 'Discard changes'),
  );
  box.append(bar);
  stay.focus();
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
