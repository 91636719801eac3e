import { fill, freshId, h } from '../dom.js';

const MOST = 40;
const TALL = 264; // px
const GAP = 4;

/**
 * A text field that suggests: what is suggested need not be taken. `options()` is asked once, when the field is first entered, and resolves with
 * [{value, note}]; `chosen(text)` is called when one is picked, or Enter is pressed on what was typed. `fault(message)` tells what is wrong with it.
 */
export function combobox({ label, placeholder, hint, options, chosen, value = '' }) {
  const id = freshId('combo');
  const list = h('ul', { id: `${id}-list`, role: 'listbox', 'aria-label': 'Suggestions', popover: 'manual' });
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
    input,
    list,
    count,
    hint && h('span.hint', { id: `${id}-hint` }, hint),
    wrong,
  );
  return { element, input, fault };
}

function suggest(box) {
  const { input, list, options } = box;
  let known = null;
  let turn = 0;
  box.open = async () => {
    const mine = ++turn;
    known ??= options().catch(() => []); // without suggestions it is a plain field
    const all = await known;
    if (mine === turn) show(box, all);
  };
  box.close = () => {
    turn += 1;
    show(box, []);
  };
  box.stand = () => (input.isConnected ? stand(input, list) : box.close());
  input.addEventListener('input', box.open);
  input.addEventListener('click', box.open);
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
  raise(box, open);
  input.setAttribute('aria-expanded', String(open));
  input.removeAttribute('aria-activedescendant');
  fill(count, open ? (fits.length > MOST ? `${MOST} of ${fits.length} suggestions` : `${fits.length} suggestions`) : '');
}

// A popover: it lies over what follows instead of moving it, and no dialog cuts it off.
function raise({ list, stand }, open) {
  const does = open ? addEventListener : removeEventListener;
  does('scroll', stand, true);
  does('resize', stand);
  if (list.matches(':popover-open') !== open) list.togglePopover(open);
  if (open) stand();
}

// Below the field, or above it where there is more room.
function stand(input, list) {
  const at = input.getBoundingClientRect();
  const below = innerHeight - at.bottom - 2 * GAP;
  const above = at.top - 2 * GAP;
  const up = below < Math.min(TALL, list.scrollHeight) && above > below;
  const set = (name, px) => list.style.setProperty(`--${name}`, `${px}px`);
  set('x', at.left);
  set('w', at.width);
  set('most', Math.min(TALL, up ? above : below));
  set('y', up ? at.top - GAP - list.offsetHeight : at.bottom + GAP);
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
