import { freshId, h } from '../dom.js';
import { fields } from '../ui/form.js';
import { modelPicker } from './modelpicker.js';

// Some models know the bound of their answers by its newer name alone.
const NEWER = /(^|\/)(o\d|gpt-[5-9]|gpt-\d\d|codex)/;

// So that limits that block can tell what a request may cost at most.
const USUAL_TOKENS = 1024;

/**
 * All of a request but what is said. `body(messages)` is the request, or null when it lacks a model, which is then told at its field; `tell(fault)` shows
 * what the server says of a field there; `use(model)` chooses, `refresh()` fetches what there is to choose from, of which `loaded(many)` hears the number.
 */
export function requestForm(loaded) {
  const model = modelPicker(loaded);
  const id = freshId('system');
  const system = h('textarea', { id, name: 'system', rows: 2, placeholder: 'How it should answer' });
  const form = fields([
    { name: 'temperature', label: 'Temperature', type: 'money', max: 2, placeholder: 'As usual' },
    { name: 'max_tokens', label: 'Max. tokens', type: 'whole', value: USUAL_TOKENS, placeholder: 'No bound' },
    { name: 'stream', label: 'Stream the answer', type: 'check', value: true },
    { name: 'cached', label: 'Use the answer cache', type: 'check' },
  ]);
  return {
    use: model.use,
    refresh: model.refresh,
    element: h(
      'section.card.request',
      { 'aria-label': 'Request' },
      model.element,
      form.at('temperature'),
      form.at('max_tokens'),
      h('div.field.system', {}, h('label', { for: id }, 'System prompt', h('span.optional', {}, ' (optional)')), system),
      h('div.request-checks', {}, form.at('stream'), form.at('cached')),
    ),
    body: (messages) => {
      form.clear();
      model.fault(model.read() ? null : 'Choose a model or an alias.');
      if (model.read()) return bodyOf(model, system.value.trim(), form.read(), messages);
      model.input.focus();
      return null;
    },
    tell: (fault) => tell(fault, model, form),
  };
}

function bodyOf(model, system, { temperature, max_tokens: most, stream, cached }, messages) {
  const name = model.read();
  const limit = NEWER.test(model.leadsTo(name)) ? 'max_completion_tokens' : 'max_tokens';
  return {
    model: name,
    messages: system ? [{ role: 'system', content: system }, ...messages] : messages,
    ...(temperature !== null && { temperature }),
    ...(most !== null && { [limit]: most }),
    ...(stream && { stream }),
    ...(cached && { spidergate_options: { cache_enabled: true } }),
  };
}

function tell({ message, told }, model, form) {
  const name = told?.param === 'max_completion_tokens' ? 'max_tokens' : told?.param;
  if (name === 'model') model.fault(message);
  else if (['temperature', 'max_tokens'].includes(name)) form.tell({ message, faults: { [name]: message } });
}
