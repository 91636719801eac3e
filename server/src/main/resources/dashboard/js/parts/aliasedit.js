import { patch, post } from '../api.js';
import { h } from '../dom.js';
import { dialog } from '../ui/dialog.js';
import { busy, fields, submitting } from '../ui/form.js';
import { toast } from '../ui/toast.js';
import { chainEditor } from './chainedit.js';
import { explanations } from './explanation.js';

/** Makes an alias, beginning with what another one has or with nothing. Resolves with its name, undefined when it was left. */
export function newAlias(from, { known }) {
  const start = { name: '', use_case: from?.use_case ?? null, models: from?.models ?? [] };
  const name = {
    name: 'name',
    label: 'Name',
    value: start.name,
    placeholder: 'team/fast',
    maxlength: 64,
    hint: 'What a request says as its model. Under the name of an alias that ships, yours takes its place.',
  };
  return edit(from ? `Copy ${from.name}` : 'New alias', [name], start, known, 'Make alias', (read, models) =>
    post('/api/v1/aliases', { name: read.name ?? '', use_case: read.use_case, models }),
  );
}

/** Changes an alias; of one that ships the brand gets its own. Only what was changed is sent, so that what somebody else changed meanwhile stays. */
export function editAlias(alias, { known }) {
  const own = alias.source === 'brand';
  return edit(own ? `Edit ${alias.name}` : `Change ${alias.name} for your brand`, [], alias, known, 'Save', (read, models) => {
    const changes = {};
    if (read.use_case !== alias.use_case) changes.use_case = read.use_case;
    if (!own || models.join() !== alias.models.join()) changes.models = models;
    return patch(`/api/v1/aliases/${encodeURIComponent(alias.name)}`, changes);
  });
}

async function edit(title, more, start, known, verb, send) {
  let form = null;
  let chain = null;
  const unsaved = () => {
    const read = form.read();
    return Boolean((read.name ?? '') || chain.pending()) || read.use_case !== start.use_case || chain.read().join() !== start.models.join();
  };
  const saved = await dialog(
    title,
    (close, leave) => {
      form = fields([...more, { name: 'use_case', label: 'What it is for', required: false, value: start.use_case, maxlength: 300 }]);
      chain = chainEditor(start.models, known);
      const save = h('button.button.primary', { type: 'submit' }, verb);
      const place = explanations();
      const attempt = () => tryOut(start.name || form.read().name, form, chain, place);
      const test = h('button.button', { type: 'button', onclick: () => busy(test, attempt) }, 'Try it');
      const element = h(
        'form.dialog-form',
        { autocomplete: 'off' },
        h('div.dialog-body', {}, form.summary, note(start), form.elements, chain.element, place.element),
        h('div.dialog-foot', {}, h('span.apart', {}, test), h('button.button', { type: 'button', onclick: leave }, 'Cancel'), save),
      );
      submitting(element, save, () => submit(form, chain, send, close));
      return element;
    },
    { wide: true, unsaved },
  );
  if (!saved) return undefined;
  told(saved);
  return saved.alias.name;
}

function note(alias) {
  if (!alias.source) return null;
  return h(
    'p.small.muted',
    {},
    alias.source === 'brand'
      ? 'In force from the next request on. The name stays, since requests say it: to rename, copy the alias and delete this one.'
      : 'Your brand gets its own alias of this name, in force from the next request on. Deleting that one brings back what ships. Later releases change what ships, not yours.',
  );
}

async function submit(form, chain, send, close) {
  if (chain.pending() && !chain.append()) return; // typed, and not yet added
  try {
    close(await send(form.read(), chain.read()));
  } catch (refused) {
    refuse(refused, form, chain);
  }
}

// What a request would come to if the alias were saved as it stands here.
async function tryOut(name, form, chain, place) {
  if (chain.pending() && !chain.append()) return;
  try {
    if (!name) throw Object.assign(new Error(), { faults: { name: 'Name the alias first: the model policy goes by its name, too.' } });
    const told = await post('/api/v1/integrations/explain', { model: name, models: chain.read() });
    form.clear();
    chain.tell([]);
    place.show(told);
    place.element.scrollIntoView({ block: 'nearest' });
  } catch (refused) {
    refuse(refused, form, chain);
  }
}

function refuse(refused, form, chain) {
  const { models, model, ...faults } = refused.faults ?? {};
  if (model) faults.name = model;
  const placed = chain.tell(refused.detail ?? []);
  if (Object.keys(faults).length || !placed) form.tell({ message: refused.message, faults });
  else form.clear();
}

function told({ alias, unknown_models: unknown }) {
  if (!unknown.length) toast(`${alias.name} is saved.`);
  else toast(`${alias.name} is saved. No list at hand names ${unknown.join(', ')}: check that ${unknown.length === 1 ? 'it is' : 'they are'} spelt right.`, 'warn');
}
