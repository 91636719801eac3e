import { patch, post } from '../api.js';
import { h } from '../dom.js';
import { dialog } from '../ui/dialog.js';
import { submitting } from '../ui/form.js';
import { toast } from '../ui/toast.js';
import { patterns } from './agentmodels.js';
import { termsForm } from './agentterms.js';
import { handOver } from './agenttoken.js';

/** Makes an agent and shows its token, this once. `made()` is called when the agent exists. */
export function mintAgent(made) {
  const form = termsForm(null, patterns());
  dialog('Mint an agent token', (close) =>
    asked(form, 'Mint token', close, async (terms) => {
      const { agent, token } = await post('/api/v1/agents', terms);
      close();
      made();
      handOver(agent, token); // wherever the reader is by now: nobody can ask for it again
    }),
  );
}

/** Edits the terms. Only what was changed is sent, so that what somebody else changed meanwhile stays. */
export async function editAgent(agent, changed) {
  const form = termsForm(agent, patterns());
  const before = told(form.read());
  const done = await dialog(`Edit ${agent.name}`, (close) =>
    asked(form, 'Save', close, async (terms) => {
      const changes = Object.entries(terms).filter(([name]) => told(terms)[name] !== before[name]);
      if (changes.length) await patch(`/api/v1/agents/${agent.id}`, Object.fromEntries(changes));
      close(changes.length > 0);
    }),
  );
  if (!done) return;
  toast(`${agent.name} is saved: it holds for the next request.`);
  changed();
}

const told = (terms) => Object.fromEntries(Object.entries(terms).map(([name, value]) => [name, JSON.stringify(value)]));

function asked(form, verb, close, send) {
  const save = h('button.button.primary', { type: 'submit' }, verb);
  const element = h(
    'form.dialog-form',
    { autocomplete: 'off' },
    h('div.dialog-body', {}, form.elements),
    h('div.dialog-foot', {}, h('button.button', { type: 'button', onclick: () => close() }, 'Cancel'), save),
  );
  submitting(element, save, async () => {
    const terms = form.check();
    if (!terms) return;
    try {
      await send(terms);
    } catch (refused) {
      form.tell(refused);
    }
  });
  return element;
}
