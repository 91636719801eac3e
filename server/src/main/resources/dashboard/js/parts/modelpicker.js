import { get } from '../api.js';
import { brief } from '../format.js';
import { combobox } from '../ui/combobox.js';
import { priceOf } from './routing.js';

const USUAL = 'agent/chat';

/**
 * The field for a model or an alias. `refresh()` fetches the suggestions; until they come, and without them, a name can be typed. `loaded(many)` hears how
 * many models the brand's keys reach; `leadsTo(name)` is the model that an alias begins with, else the name itself.
 */
export function modelPicker(loaded) {
  let notes = new Map();
  let firsts = new Map();
  const tell = (text) => box.hint(notes.get(text) ?? '');
  const box = combobox({ label: 'Model or alias', name: 'model', placeholder: 'agent/chat, groq/…', changed: tell });
  const refresh = async () => {
    try {
      const { options, many } = await suggestions();
      notes = new Map(options.map(({ value, note }) => [value, note]));
      firsts = new Map(options.map(({ value, first }) => [value, first]));
      box.offer(options);
      begin(box, options);
      tell(box.read());
      loaded(many);
    } catch (fault) {
      box.hint(`The models cannot be listed. Type a name. ${fault.message}`);
    }
  };
  return { ...box, refresh, leadsTo: (name) => firsts.get(name) ?? name };
}

// Whoever is here for the first time can write at once.
function begin(box, options) {
  const first = options.find(({ value }) => value === USUAL) ?? options[0];
  if (first && box.read() === '' && document.activeElement !== box.input) box.use(first.value);
}

async function suggestions() {
  const [listed, aliases] = await Promise.all([get('/v1/models', { configured_only: true, limit: 2000 }), get('/v1/aliases')]);
  const silent = new Set(listed.data.filter((model) => !talks(model)).map((model) => model.id));
  const reached = new Set(listed.data.map((model) => model.spidergate_info.provider));
  const leads = (id) => reached.has(id.slice(0, id.indexOf('/'))) && !silent.has(id);
  const options = [
    ...aliases.data.map((alias) => ({ value: alias.id, note: useOf(alias), first: alias.models.find(leads) })).filter(({ first }) => first),
    ...listed.data.filter(talks).map((model) => ({ value: model.id, note: noteOf(model.spidergate_info) })),
  ];
  return { options, many: listed.total };
}

// Of some models nobody tells what they can do: they are not left out.
function talks({ spidergate_info: { capabilities } }) {
  return !capabilities.length || capabilities.includes('chat');
}

const useOf = (alias) =>
  `${alias.use_case ?? 'Alias.'} Leads to ${alias.models.slice(0, 3).join(', ')}${alias.models.length > 3 ? ', …' : ''}`;

const noteOf = (info) =>
  [priceOf(info), info.context_window && `${brief(info.context_window)} tokens of context`].filter(Boolean).join(' · ');
