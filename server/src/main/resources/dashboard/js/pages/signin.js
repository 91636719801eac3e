import { signIn } from '../api.js';
import { h } from '../dom.js';
import { themeSwitch } from '../frame.js';
import { fields, submitting } from '../ui/form.js';
import { icon } from '../ui/icons.js';

/** Asks for the client's token. It is sent once, kept nowhere in the browser, and answered with a cookie that no script can read. */
export function signInPage(entered) {
  const form = fields([
    {
      name: 'token',
      label: 'Client token',
      type: 'secret',
      placeholder: 'cli_…:sk_…:secret_…',
      hint: 'The token was printed when Keypool first started, and stands in bootstrap.json of its data directory.',
    },
  ]);
  const button = h('button.button.primary', { type: 'submit' }, 'Sign in');
  const element = h('form.form', {}, form.summary, form.elements, button);
  submitting(element, button, () => send(form, entered));
  return h(
    'main.signin',
    { id: 'main' },
    h(
      'div.card',
      {},
      h('div.card-top', {}, h('div.mark', {}, icon('mark', 32), 'Keypool'), themeSwitch()),
      h('div', {}, h('h1', {}, 'Sign in'), h('p.muted', {}, 'See how your keys do, and what they spend.')),
      element,
    ),
  );
}

async function send(form, entered) {
  const { token } = form.read();
  if (!token) {
    form.tell({ message: '', faults: { token: 'Paste your client token; it has three parts joined by colons.' } });
    return;
  }
  try {
    const session = await signIn(token);
    form.input('token').value = '';
    entered(session);
  } catch (refused) {
    form.tell(refused);
    form.input('token').focus();
  }
}
