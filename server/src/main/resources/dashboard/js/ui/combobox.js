import { fill, freshId, h } from '../dom.js';
import { faultLine } from './form.js';

const MOST = 60;

/**
 * A text field that suggests, after the combobox pattern of WAI-ARIA: arrows walk, Enter takes, Escape closes, and what is typed need not be among the
 * suggestions. `offer([{value, note}])` sets them; `note` stands below the value and is searched too. `changed(text)` hears every change.
 */
export function combobox({ label, name, placeholder, changed = () => {} }) {
  const id = freshId('combobox');
  const list = h('ul.suggestions', { id: `${id}-list`, role: 'listbox', 'aria-label': `${label}: suggestions`, hidden: true });
  const model = { id, list, input: inputOf(id, name, placeholder), options: [], shown: [], at: -1, wanted: false };
  const hint = h('span.hint', { id: `${id}-hint` });
  const { wrong, fault } = faultLine(id, model.input);
  const read = () => model.input.value.trim();
  const told = () => {
    fault(null);
    changed(read());
  };
  model.take = (value) => {
    model.input.value = value;
    close(model);
    told();
  };
  hearken(model, told);
  return {
    element: h('div.field', {}, h('label', { for: id }, label), h('div.combobox', {}, model.input, list), hint, wrong),
    input: model.input,
    read,
    use: model.take,
    offer: (options) => {
      model.options = options;
      if (model.wanted) open(model, model.input.value); // typed before they came
    },
    hint: (words) => fill(hint, words),
    fault,
  };
}

function inputOf(id, name, placeholder) {
  return h('input', {
    id,
    name,
    placeholder,
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': `${id}-list`,
    'aria-describedby': `${id}-hint ${id}-fault`,
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
  });
}

function hearken(model, told) {
  const { input } = model;
  input.addEventListener('input', () => {
    open(model, input.value);
    told();
  });
  input.addEventListener('click', () => model.list.hidden && open(model, ''));
  input.addEventListener('keydown', (event) => keys(event, model));
  input.addEventListener('blur', () => close(model));
}

function open(model, text) {
  model.wanted = true;
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ value, note }) => wanted.every((word) => `${value} ${note ?? ''}`.toLowerCase().includes(word));
  model.shown = model.options.filter(fits).slice(0, MOST);
  fill(
    model.list,
    model.shown.map((option, at) => entry(model, option, at)),
  );
  model.list.hidden = !model.shown.length;
  model.input.setAttribute('aria-expanded', String(!model.list.hidden));
  mark(model, -1);
}

function close(model) {
  model.wanted = false;
  model.list.hidden = true;
  model.input.setAttribute('aria-expanded', 'false');
  mark(model, -1);
}

function entry(model, option, at) {
  return h(
    'li',
    {
      id: `${model.id}-${at}`,
      role: 'option',
      'aria-selected': 'false',
      onmousedown: (event) => event.preventDefault(), // the focus stays in the field
      onclick: () => model.take(option.value),
    },
    h('span.value', {}, option.value),
    option.note && h('span.note', {}, option.note),
  );
}

function mark(model, at) {
  model.at = at;
  [...model.list.children].forEach((child, place) => child.setAttribute('aria-selected', String(place === at)));
  const marked = model.list.children[at];
  if (marked) {
    model.input.setAttribute('aria-activedescendant', marked.id);
    marked.scrollIntoView({ block: 'nearest' });
  } else model.input.removeAttribute('aria-activedescendant');
}

function keys(event, model) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const many = model.shown.length;
  const hidden = model.list.hidden;
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    if (hidden) open(model, '');
    if (model.shown.length) step(model, event.key === 'ArrowDown' ? 1 : -1);
  } else if (event.key === 'Enter' && !hidden && model.at >= 0 && model.at < many) model.take(model.shown[model.at].value);
  else if (event.key === 'Escape' && model.wanted) close(model);
  else return;
  event.preventDefault();
}

function step(model, by) {
  const many = model.shown.length;
  mark(model, model.at < 0 && by < 0 ? many - 1 : (model.at + by + many) % many);
}
