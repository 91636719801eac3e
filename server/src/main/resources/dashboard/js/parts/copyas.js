import { fill, h } from '../dom.js';
import { choices } from '../ui/choices.js';
import { copyButton } from '../ui/copy.js';
import { dialog } from '../ui/dialog.js';
import { LANGUAGES } from './snippets.js';

let current = 'curl';

/** Shows a request as code in the language that was chosen last. */
export function copyAs(body) {
  const base = `${location.origin}/v1`;
  const place = h('div.form');
  const show = (name) => {
    current = name;
    const language = LANGUAGES.find((one) => one.name === name);
    const code = language.code(body, base);
    fill(
      place,
      h('div.code-head', {}, h('p.small.muted', {}, language.use), copyButton(code, `the ${name} code`, 'Copy')),
      h('pre.kept.code', { tabindex: '0', role: 'region', 'aria-label': `${name} code` }, code),
    );
  };
  show(current);
  return dialog(
    'Copy as code',
    () =>
      h(
        'div.dialog-body',
        {},
        h(
          'p',
          {},
          'The token stands in no code: put one with the scope ',
          h('code', {}, 'gate:chat'),
          ' into the variable ',
          h('code', {}, 'KEYPOOL_TOKEN'),
          '.',
        ),
        h(
          'div',
          {},
          choices(
            'Language',
            LANGUAGES.map(({ name }) => [name, name]),
            current,
            show,
          ),
        ),
        place,
      ),
    { wide: true },
  );
}
