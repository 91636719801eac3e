import { signIn } from '../api.js';
import { h } from '../dom.js';
import { themeSwitch } from '../frame.js';
import { leaveForIssuer } from '../session.js';
import { fields, submitting } from '../ui/form.js';
import { icon } from '../ui/icons.js';

/**
 * Asks for the client's token, which is sent once, kept nowhere in the browser, and answered with a cookie that no script can read. Or leads to the issuer called
 * `issuer`, where there is one; `fault` tells what came of that.
 */
export function signInPage(entered, { issuer = null, fault = null } = {}) {
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
  return doorPage('Sign in', 'See how your keys do, and what they spend.', [fault, issuer && issuerLink(issuer), element]);
}

/** What stands outside: a card with a head, in the middle of the window. */
export function doorPage(title, words, content) {
  return h(
    'main.signin',
    { id: 'main', tabindex: '-1' },
    h(
      'div.card',
      {},
      h('div.card-top', {}, h('div.mark', {}, icon('mark', 32), 'Keypool'), themeSwitch()),
      h('div', {}, h('h1', {}, title), h('p.muted', {}, words)),
      content,
    ),
  );
}

/** Away to another site, and back: a link, which the router leaves to the browser. */
function issuerLink(name) {
  return h(
    'div.by-issuer',
    {},
    h('a.button', { href: '/dashboard/oidc/start', target: '_self', onclick: leaveForIssuer }, `Sign in with ${name}`),
    h('p.or', {}, h('span', {}, 'or')),
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
