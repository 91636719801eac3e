import { guest } from '../api.js';
import { fill, h } from '../dom.js';
import { count, money, momentOf } from '../format.js';
import { themeSwitch } from '../frame.js';
import { credentialFields, credentialsOf, ways } from '../parts/credentials.js';
import { providerPicker } from '../parts/picker.js';
import { fields, submitting } from '../ui/form.js';
import { icon } from '../ui/icons.js';

const CLOSED = {
  invite_used: 'This link is used up',
  invite_expired: 'This link has expired',
  invite_revoked: 'This link is void',
  invalid_invite: 'This link leads nowhere',
};
const NO_TOKEN =
  'The secret part of a link is taken out of the address bar, so that nobody reads it there, and is gone when the page is loaded anew. Open the link from your message once more.';

/** Where somebody without an account adds one key. The token is held by this page alone, and only while it stands. */
export default async function invitePage(token) {
  const stage = h('div.guest-stage');
  const show = (...parts) => {
    fill(stage, parts);
    const head = stage.querySelector('h1');
    head.tabIndex = -1;
    head.focus({ preventScroll: true });
  };
  const link = guest(token);
  if (token) await look(link, show);
  else show(closed('Open the link again', NO_TOKEN));
  return h(
    'main.signin',
    { id: 'main' },
    h('div.card.guest', {}, h('div.card-top', {}, h('div.mark', {}, icon('mark', 32), 'Keypool'), themeSwitch()), stage),
  );
}

async function look(link, show) {
  try {
    const { invitation, providers } = await link.look();
    const begin = invitation.provider_name
      ? () => show(lead(invitation), keyForm(link, invitation, providers[0], null, show))
      : () => show(lead(invitation), providerPicker(providers, enter, 'h2'));
    const enter = (provider) => show(lead(invitation), keyForm(link, invitation, provider, begin, show));
    begin();
  } catch (refused) {
    if (refused.status === undefined) throw refused;
    show(closed(CLOSED[refused.code] ?? 'The invitation cannot be shown', refused.message, () => look(link, show), refused));
  }
}

function lead(invitation) {
  return [
    h('h1', {}, `Add a key for ${invitation.brand_name}`),
    h(
      'p',
      {},
      `${invitation.brand_name} invites you to add an API key of yours. It is stored sealed and used for requests, but `,
      h('strong', {}, 'nobody will ever see it again'),
      ': only its first and last few characters are shown.',
    ),
    invitation.note && h('blockquote.note', {}, invitation.note),
    terms(invitation),
  ];
}

function terms(invitation) {
  const { spend_limit_amount: amount, spend_limit_period: period, spend_limit_action: action } = invitation;
  const spend = amount !== null && `${money(amount)} a ${period === 'daily' ? 'day' : 'month'}, ${action === 'block' ? 'then the key rests' : 'then a warning'}`;
  const facts = [
    ['It will be called', invitation.key_label],
    ['Requests per minute', invitation.minute_limit !== null && `at most ${count(invitation.minute_limit)}`],
    ['Requests per day', invitation.daily_limit !== null && `at most ${count(invitation.daily_limit)}`],
    ['Spending', spend || 'no limit set'],
    ['The link ends', momentOf(invitation.expires_at)],
  ].filter(([, value]) => value);
  return h(
    'dl.facts.small',
    {},
    facts.map(([term, value]) => h('div', {}, h('dt.term', {}, term), h('dd', {}, value))),
  );
}

function keyForm(link, invitation, provider, back, show) {
  const form = fields(credentialFields(provider));
  const save = h('button.button.primary', { type: 'submit' }, 'Test and add the key');
  const element = h(
    'form.form',
    { autocomplete: 'off' },
    h('div', {}, h('h2', {}, provider.label), h('p.small.muted', {}, 'The key is tested first; if it is refused, nothing is stored and you can try again.', ways(provider))),
    form.summary,
    form.elements,
    h('div.form-foot', {}, back && h('button.button', { type: 'button', onclick: back }, icon('back', 16), 'Other provider'), save),
  );
  submitting(element, save, () => send(link, invitation, provider, form, show));
  return element;
}

async function send(link, invitation, provider, form, show) {
  form.clear();
  const credentials = credentialsOf(provider, form);
  if (!credentials) return;
  try {
    const thanks = await link.redeem({ provider_name: provider.name, credentials });
    show(thankYou(invitation, thanks));
  } catch (refused) {
    if (CLOSED[refused.code]) show(closed(CLOSED[refused.code], refused.message));
    else form.tell(refused);
  }
}

function thankYou(invitation, { provider_label: provider, key_preview: preview, test }) {
  return h(
    'div.guest-end',
    {},
    h('div.good', {}, icon('good', 32)),
    h('h1', {}, 'Thank you'),
    h('p', {}, `Your ${provider} key is stored, and ${invitation.brand_name} can use it. `, test.result !== 'valid' && test.message),
    h('p', {}, 'All that anybody sees of it: ', Object.values(preview).map((mask) => [h('code', {}, mask), ' '])),
    h('p.small.muted', {}, `This link is used up; you can close the page. To take the key back, delete it at ${provider}.`),
  );
}

function closed(title, sentence, again, refused) {
  const passing = refused && !CLOSED[refused.code];
  return h(
    'div.guest-end',
    {},
    h('div', {}, icon('warn', 32)),
    h('h1', {}, title),
    h('p', {}, sentence),
    passing && again && h('button.button', { type: 'button', onclick: again }, 'Try again'),
  );
}
