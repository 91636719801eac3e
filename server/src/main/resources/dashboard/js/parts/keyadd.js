import { post } from '../api.js';
import { fill, h } from '../dom.js';
import { dialog } from '../ui/dialog.js';
import { fields, submitting } from '../ui/form.js';
import { icon } from '../ui/icons.js';
import { toast } from '../ui/toast.js';
import { catalogue } from './catalogue.js';
import { credentialFields, credentialsOf, ways } from './credentials.js';
import { nameOf } from './keyname.js';
import { arranged, limitFields, limitsOf } from './limits.js';
import { providerPicker } from './picker.js';

/** Adds a key: which provider, then its credential and limits. `added(integration)` is called when it is stored. */
export async function addKey(added) {
  const providers = await catalogue();
  const made = await dialog(
    'Add a key',
    (close) => {
      const stage = h('div.dialog-form', { id: 'add-key' });
      const pick = () => fill(stage, h('div.dialog-body', {}, providerPicker(providers, enter)));
      const enter = (provider) => {
        fill(stage, credentialForm(provider, pick, close));
        stage.querySelector('input').focus();
      };
      pick();
      return stage;
    },
    { wide: true },
  );
  if (!made) return;
  toast(`${made.provider_label}: ${nameOf(made)} is stored.`);
  added(made);
}

function credentialForm(provider, back, close) {
  const secrets = fields([
    ...credentialFields(provider),
    {
      name: 'verify',
      label: 'Test the key before it is saved',
      type: 'check',
      value: true,
      hint: 'A key that the provider refuses is not stored.',
    },
  ]);
  const limits = fields(limitFields(null));
  const save = h('button.button.primary', { type: 'submit' }, 'Save key');
  const element = h(
    'form.dialog-form',
    { autocomplete: 'off' },
    h(
      'div.dialog-body',
      {},
      h('div', {}, h('button.button.quiet', { type: 'button', onclick: back }, icon('back', 16), 'Other provider')),
      h('div', {}, h('h3', {}, provider.label), h('p.small.muted', {}, 'Stored sealed; shown nowhere again but for a few characters.', ways(provider))),
      secrets.summary,
      secrets.elements,
      h(
        'details',
        {},
        h('summary', {}, 'Label, limits and rank'),
        h(
          'div.form',
          {},
          limits.summary,
          arranged(limits, (...parts) => h('div.form-row', {}, parts)),
        ),
      ),
    ),
    h('div.dialog-foot', {}, h('button.button', { type: 'button', onclick: () => close() }, 'Cancel'), save),
  );
  submitting(element, save, () => send(provider, secrets, limits, close, element));
  return element;
}

async function send(provider, secrets, limits, close, element) {
  secrets.clear();
  limits.clear();
  const { verify } = secrets.read();
  const given = credentialsOf(provider, secrets);
  if (!given) return;
  try {
    const answer = await post(`/api/v1/integrations${verify ? '?verify=true' : ''}`, {
      provider_name: provider.name,
      credentials: given,
      ...limitsOf(limits.read()),
    });
    close(answer.integration);
  } catch (refused) {
    tell(refused, provider, secrets, limits, element);
  }
}

// A fault is shown at its field, and the part that holds it is opened.
function tell(refused, provider, secrets, limits, element) {
  const own = new Set(provider.credential_fields.map((field) => field.name));
  const names = Object.keys(refused.faults);
  const ofLimits = names.length > 0 && names.every((name) => !own.has(name) && name !== 'credentials');
  if (ofLimits) element.querySelector('details').open = true;
  (ofLimits ? limits : secrets).tell(refused);
  element.querySelector('.form-fault:not([hidden])')?.scrollIntoView({ block: 'nearest' });
}
