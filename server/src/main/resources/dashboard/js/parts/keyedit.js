import { get, patch } from '../api.js';
import { h } from '../dom.js';
import { dialog } from '../ui/dialog.js';
import { fields, submitting } from '../ui/form.js';
import { toast } from '../ui/toast.js';
import { arranged, limitFields, limitsOf } from './limits.js';
import { nameOf } from './keyname.js';

/** Edits label, limits, account and rank. Only what was changed is sent, so that what somebody else changed meanwhile stays. */
export async function editKey(key, changed) {
  const { integrations } = await get('/api/v1/integrations/health');
  const group = integrations.find((one) => one.id === key.id)?.account_group;
  const done = await dialog(`Edit ${nameOf(key)}`, (close) => {
    const form = fields(limitFields(key, group));
    const before = limitsOf(form.read());
    const save = h('button.button.primary', { type: 'submit' }, 'Save');
    const element = h(
      'form.dialog-form',
      {},
      h(
        'div.dialog-body',
        {},
        form.summary,
        arranged(form, (...parts) => h('div.form-row', {}, parts)),
        h('p.small.muted', {}, 'The credential itself cannot be changed or shown: add the new key, then delete this one.'),
      ),
      h('div.dialog-foot', {}, h('button.button', { type: 'button', onclick: () => close() }, 'Cancel'), save),
    );
    submitting(element, save, () => send(key, form, before, close));
    return element;
  });
  if (!done) return;
  toast(`${nameOf(key)} is saved.`);
  changed();
}

async function send(key, form, before, close) {
  const now = limitsOf(form.read());
  const changes = Object.fromEntries(Object.entries(now).filter(([name, value]) => value !== before[name]));
  if (!Object.keys(changes).length) {
    close();
    return;
  }
  try {
    await patch(`/api/v1/integrations/${key.id}`, changes);
    close(true);
  } catch (refused) {
    form.tell(refused);
  }
}
