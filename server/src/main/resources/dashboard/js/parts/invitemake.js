import { post } from '../api.js';
import { fill, h } from '../dom.js';
import { momentOf } from '../format.js';
import { to } from '../router.js';
import { copyButton } from '../ui/copy.js';
import { dialog } from '../ui/dialog.js';
import { fields, submitting } from '../ui/form.js';
import { catalogue } from './catalogue.js';
import { arranged, limitFields, limitsOf } from './limits.js';

const HOURS = [
  ['72', '3 days'],
  ['48', '2 days'],
  ['24', '1 day'],
  ['8', '8 hours'],
  ['1', '1 hour'],
];

/** Makes an invitation and shows its link, once. `made()` is called when there is one, however the dialog is left. */
export async function inviteContributor(made) {
  const providers = await catalogue();
  let done = false;
  await dialog('Invite a contributor', (close) => {
    const stage = h('div.dialog-form');
    const link = (answer) => {
      done = true;
      fill(stage, shownOnce(answer, close));
      stage.querySelector('input').focus();
    };
    fill(stage, terms(providers, link, close));
    return stage;
  });
  if (done) made();
}

function terms(providers, made, close) {
  const form = fields(termFields(providers));
  const limits = fields(limitFields(null));
  const save = h('button.button.primary', { type: 'submit' }, 'Make the link');
  const element = h(
    'form.dialog-form',
    { autocomplete: 'off' },
    h(
      'div.dialog-body',
      {},
      h('p', {}, 'Whoever has the link adds one key, without an account. Nobody sees the key again, not even you.'),
      form.summary,
      form.elements,
      limits.summary,
      h('details', {}, h('summary', {}, 'Label, limits and rank of the key'), h('div.form', {}, arranged(limits, row))),
    ),
    h('div.dialog-foot', {}, h('button.button', { type: 'button', onclick: () => close() }, 'Cancel'), save),
  );
  submitting(element, save, () => send(form, limits, made, element));
  return element;
}

const row = (...parts) => h('div.form-row', {}, parts);

function termFields(providers) {
  const active = providers.filter((provider) => provider.status === 'active');
  return [
    {
      name: 'provider_name',
      label: 'Provider',
      type: 'choice',
      options: [['', 'The contributor chooses'], ...active.map((one) => [one.name, one.label])],
    },
    {
      name: 'note',
      label: 'Note to the contributor',
      required: false,
      maxlength: 500,
      hint: 'What the key is for, for example. Put no secret in it.',
    },
    { name: 'expires_in_hours', label: 'The link is good for', type: 'choice', options: HOURS },
  ];
}

async function send(form, limits, made, element) {
  form.clear();
  limits.clear();
  const { expires_in_hours, ...terms } = form.read();
  try {
    made(await post('/api/v1/invites', { ...terms, expires_in_hours: Number(expires_in_hours), ...limitsOf(limits.read()) }));
  } catch (refused) {
    const own = Object.keys(refused.faults).every((name) => name in form.read());
    if (!own) element.querySelector('details').open = true;
    (own ? form : limits).tell(refused);
  }
}

function shownOnce({ invite, link }, close) {
  const whole = location.origin + link;
  const input = h('input', {
    readonly: true,
    value: whole,
    'aria-label': 'Link of the invitation',
    onfocus: (event) => event.target.select(),
  });
  return [
    h(
      'div.dialog-body',
      {},
      h('p', {}, 'Copy the link and send it to the contributor. ', h('strong', {}, 'It is shown this once.')),
      h('div.once', {}, input, copyButton(whole, 'the link')),
      h(
        'p.small.muted',
        {},
        `It takes one key${invite.provider_label ? ` for ${invite.provider_label}` : ''} until ${momentOf(invite.expires_at)}. Until then it can be revoked under `,
        h('a', { href: to('/invites'), onclick: () => close() }, 'Invitations'),
        '.',
      ),
    ),
    h('div.dialog-foot', {}, h('button.button.primary', { type: 'button', onclick: () => close() }, 'Done')),
  ];
}
