import { fill, freshId, h } from '../dom.js';
import { faultLine } from './form.js';

const MOST = 40;
const TALL = 264; // px
const GAP = 4;

/**
 * A text field that suggests, after the combobox pattern of WAI-ARIA; what is suggested need not be taken. Suggestions are [{value, note}]: `options()`
 * resolves with them, asked once, when the field is first entered; or `offer` sets them. `changed(text)` hears every change; `chosen(text)` is called
 * when one is picked, and at Enter on what was typed (without it, Enter sends the form). `fault(message)` tells what is wrong with it.
 */
export function combobox({ label, name, placeholder, hint, options = async () => [], chosen, changed = () => {}, value = '' }) {
  const id = freshId('combo');
  const list = h('ul', { id: `${id}-list`, role: 'listbox', 'aria-label': 'Suggestions', popover: 'manual' });
  const count = h('span.hidden-text', { role: 'status' });
  const hinted = h('span.hint', { id: `${id}-hint` }, hint);
  const input = h('input', {
    id,
    name,
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
    'aria-describedby': `${hinted.id} ${id}-fault`,
  });
  const { wrong, fault } = faultLine(id, input);
  wrong.setAttribute('role', 'alert'); // told while one types, not when a form is sent
  const told = () => {
    fault(null);
    changed(input.value.trim());
  };
  const box = suggesting({ input, list, count, options, chosen, told });
  const element = h('div.field.suggest', {}, h('label', { for: id }, label), input, list, count, hinted, wrong);
  return { element, input, fault, read: () => input.value.trim(), use: box.use, offer: box.offer, hint: (words) => fill(hinted, words) };
}

function suggesting(box) {
  const { input, list, options, told } = box;
  let known = null;
  let turn = 0;
  box.open = async (words) => {
    const mine = ++turn;
    known ??= options().catch(() => {
      known = null; // asked again at the next letter
      return []; // without suggestions it is a plain field
    });
    const all = await known;
    if (mine === turn) show(box, all, words);
  };
  box.close = () => {
    turn += 1;
    show(box, [], '');
  };
  box.use = (value) => {
    input.value = value;
    box.close();
    told();
  };
  box.offer = (all) => {
    known = Promise.resolve(all);
    if (document.activeElement === input && input.value) box.open(input.value); // typed before they came
  };
  box.stand = () => (input.isConnected ? stand(input, list) : box.close());
  input.addEventListener('input', () => {
    told();
    box.open(input.value);
  });
  input.addEventListener('click', () => box.open(''));
  input.addEventListener('blur', box.close);
  input.addEventListener('keydown', (event) => key(event, box));
  list.addEventListener('pointerdown', (event) => event.preventDefault()); // the focus stays in the field
  return box;
}

function show(box, all, text) {
  const { input, list, count } = box;
  const words = text.trim().toLowerCase().split(/\s+/);
  const fits = all.filter(({ value, note }) => words.every((word) => `${value} ${note ?? ''}`.toLowerCase().includes(word)));
  const open = fits.length > 0 && document.activeElement === input;
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
  box.use(value);
  box.chosen?.(value);
}

function key(event, box) {
  if (event.isComposing) return;
  const all = [...box.list.children];
  const at = all.findIndex((one) => one.getAttribute('aria-selected') === 'true');
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    if (all.length) mark(box, all, (at + (event.key === 'ArrowDown' ? 1 : at < 0 ? 0 : -1) + all.length) % all.length);
    else box.open('');
  } else if (event.key === 'Enter' && (at >= 0 || box.chosen)) pick(box, at < 0 ? box.input.value.trim() : all[at].dataset.value);
  else if (event.key === 'Escape' && all.length) box.close();
  else return;
  event.preventDefault();
}

function mark({ input }, all, at) {
  all.forEach((one, place) => one.setAttribute('aria-selected', String(place === at)));
  all[at].scrollIntoView({ block: 'nearest' });
  input.setAttribute('aria-activedescendant', all[at].id);
}
