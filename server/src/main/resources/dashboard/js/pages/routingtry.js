import { post } from '../api.js';
import { fill, h } from '../dom.js';
import { keepQuery } from '../router.js';
import { explanations } from '../parts/explanation.js';
import { aliases, modelSuggestions, routingHead } from '../parts/routing.js';
import { combobox } from '../ui/combobox.js';
import { submitting } from '../ui/form.js';
import { empty, failed } from '../ui/states.js';

/** What a request for a model would come to now: every target and every key, and why not the others. */
export default async function tryPage(view) {
  const asked = view.query.model ?? '';
  const model = { asked: null, place: explanations() };
  const field = combobox({
    label: 'Model',
    value: asked,
    placeholder: 'Alias, provider/model or model',
    options: suggestions,
    chosen: (text) => explain(model, field, text),
  });
  const ask = h('button.button.primary', { type: 'submit' }, 'Explain');
  const form = h('form.try', { role: 'search', 'aria-label': 'Explain a model' }, field.element, ask);
  submitting(form, ask, () => explain(model, field, field.read()));
  if (asked) await explain(model, field, asked);
  else fill(model.place.body, h('div.card', {}, nothing()));
  return [
    routingHead('What would happen to a request now. Nobody is called, and nothing is counted.'),
    h('div.stack', {}, h('div.card', {}, h('div.card-body', {}, form, h('p.small.muted', {}, NOTE))), model.place.element),
  ];
}

const NOTE = 'As a chat request with your client token. An agent’s own allowed models and budgets come on top.';

const nothing = () =>
  empty('Name an alias or a model', 'You are shown the models it leads to, the keys in the order of tries, and why one would be passed over.', {
    sign: 'routing',
  });

async function suggestions() {
  const [named, models] = await Promise.all([aliases(), modelSuggestions()]);
  return [...named.map(({ name, use_case }) => ({ value: name, note: use_case })), ...models];
}

async function explain(model, field, text) {
  model.asked = text;
  keepQuery({ model: text });
  try {
    const told = await post('/api/v1/integrations/explain', { model: text });
    if (model.asked === text) model.place.show(told);
  } catch (fault) {
    if (model.asked !== text) return;
    fill(model.place.body);
    if (fault.faults?.model) field.fault(fault.faults.model);
    else
      fill(
        model.place.body,
        failed(fault, () => explain(model, field, text)),
      );
  }
}
