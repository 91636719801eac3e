import { fill, freshId, h } from '../dom.js';

const MOST = 40;

/**
 * A text field that suggests: what is suggested need not be taken. `options()` is asked once, when the field is first entered, and resolves with
 * [{value, note}]; `chosen(text)` is called when one is picked, or Enter is pressed on what was typed. `fault(message)` tells what is wrong with it.
 */
export function combobox({ label, placeholder, hint, options, chosen, value = '' }) {
  const id = freshId('combo');
  const list = h('ul', { id: `${id}-list`, role: 'listbox', 'aria-label': 'Suggestions', hidden: true });
  const count = h('span.hidden-text', { role: 'status' });
  const wrong = h('span.fault', { id: `${id}-fault`, role: 'alert', hidden: true });
  const input = h('input', {
    id,
    value,
    placeholder,
    role: 'combobox',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    maxlength: 256,
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': list.id,
    'aria-describedby': [hint && `${id}-hint`, wrong.id].filter(Boolean).join(' '),
  });
  const fault = (message) => {
    wrong.hidden = !message;
    fill(wrong, message ?? '');
    if (message) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
  };
  suggest({ input, list, count, options, chosen });
  input.addEventListener('input', () => fault(null));
  const element = h(
    'div.field.suggest',
    {},
    h('label', { for: id }, label),
    h('div.suggest-box', {}, input, list),
    count,
    hint && h('span.hint', { id: `${id}-hint` }, hint),
    wrong,
  );
  return { element, input, fault };
}

function suggest(box) {
  const { input, list, options } = box;
  let known = null;
  const open = async () => {
    known ??= options().catch(() => []); // without suggestions it is a plain field
    show(box, await known);
  };
  box.open = open;
  box.close = () => show(box, []);
  input.addEventListener('input', open);
  input.addEventListener('click', open);
  input.addEventListener('blur', box.close);
  input.addEventListener('keydown', (event) => key(event, box));
  list.addEventListener('pointerdown', (event) => event.preventDefault()); // the focus stays in the field
}

function show(box, all) {
  const { input, list, count } = box;
  const words = input.value.trim().toLowerCase().split(/\s+/);
  const fits = all.filter(({ value, note }) => words.every((word) => `${value} ${note ?? ''}`.toLowerCase().includes(word)));
  const open = fits.length > 0 && document.activeElement === input && !(fits.length === 1 && fits[0].value === input.value);
  fill(list, open ? fits.slice(0, MOST).map((one, at) => option(box, one, at)) : []);
  list.hidden = !open;
  input.setAttribute('aria-expanded', String(open));
  input.removeAttribute('aria-activedescendant');
  fill(count, open ? (fits.length > MOST ? `${MOST} of ${fits.length} suggestions` : `${fits.length} suggestions`) : '');
}

function option(box, { value, note }, at) {
  return h(
    'li',
    { id: `${box.list.id}-${at}`, role: 'option', 'aria-selected': 'false', 'data-value': value, onclick: () => pick(box, value) },
    h('span.mono', {}, value),
    note && h('span.small.muted', {}, note),
  );
}

function pick(box, value) {
  box.input.value = value;
  box.close();
  box.chosen(value);
}

function key(event, box) {
  const all = [...box.list.children];
  const at = all.findIndex((one) => one.getAttribute('aria-selected') === 'true');
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    if (all.length) mark(box, all, (at + (event.key === 'ArrowDown' ? 1 : at < 0 ? 0 : -1) + all.length) % all.length);
    else box.open();
  } else if (event.key === 'Enter') pick(box, at < 0 ? box.input.value.trim() : all[at].dataset.value);
  else if (event.key === 'Escape' && all.length) box.close();
  else return;
  event.preventDefault();
}

function mark({ input }, all, at) {
  all.forEach((one, place) => one.setAttribute('aria-selected', String(place === at)));
  all[at].scrollIntoView({ block: 'nearest' });
  input.setAttribute('aria-activedescendant', all[at].id);
}
