import { fill, h, say } from '../dom.js';
import { combobox } from '../ui/combobox.js';
import { icon } from '../ui/icons.js';
import { modelSuggestions, parted } from './routing.js';

const MOST = 32;

/**
 * A chain of models that can be ordered, by buttons and by dragging, with a field that adds to it. `read()` gives it, `tell(detail)` shows the server's
 * faults below it and at the models they speak of; false when there are none.
 */
export function chainEditor(models, known) {
  const list = h('ol.links', { 'aria-label': 'Models, best first' });
  const told = h('p.hidden-text', { role: 'status' });
  const wrong = h('p.form-fault', { role: 'alert', hidden: true });
  const self = { known, list, told, wrong };
  const add = combobox({
    label: 'Add a model',
    placeholder: 'provider/model',
    hint: 'It goes to the end: the last to be tried. Choose from the list, or type a name and press Enter.',
    options: modelSuggestions,
    chosen: (text) => append(self, add, text),
  });
  models.forEach((target) => list.append(link(self, target)));
  renumber(self);
  dragging(self);
  return {
    element: h('div.chain-edit', {}, h('h3', {}, 'Models, best first'), list, told, wrong, add.element),
    read: () => targets(self),
    pending: () => add.read(),
    append: () => append(self, add, add.read()),
    tell: (detail) => tell(self, add, detail),
  };
}

const targets = ({ list }) => [...list.children].map((one) => one.dataset.target);

// Whether it was taken.
function append(self, add, text) {
  const fault = text === '' ? 'Name a model first.' : refusal(targets(self), text);
  if (fault) {
    add.fault(fault);
    return false;
  }
  self.list.append(link(self, text));
  renumber(self);
  add.input.value = '';
  say(self.told, `${text} is added as number ${self.list.children.length}.`);
  return true;
}

function refusal(present, text) {
  if (present.includes(text)) return `${text} is in the chain already.`;
  if (present.length === MOST) return `A chain has at most ${MOST} models. Remove one first.`;
  return text.includes('/') ? null : `Write provider/model: ${text} alone does not say whose model it is.`;
}

function link(self, target) {
  const { label, model, keyed } = parted(target, self.known);
  const row = h('li', { 'data-target': target });
  const act = (words, sign, does) => h('button.button.quiet.icon', { type: 'button', 'aria-label': `${words} ${target}`, onclick: does }, icon(sign, 16));
  const up = act('Move up', 'up', () => move(self, row, -1, up));
  const down = act('Move down', 'down', () => move(self, row, 1, down));
  fill(
    row,
    h('span.grip', { draggable: 'true', title: 'Drag to another place' }, icon('grip')),
    h('span.place', { 'aria-hidden': 'true' }),
    h('span.link-name', {}, h('span.small.muted', {}, label, !keyed && ' · no key'), h('span.mono', {}, model)),
    h('span.link-does', {}, up, down, act('Remove', 'close', () => remove(self, row))),
  );
  return row;
}

// The focus stays on the button, so that several steps are several presses.
function move(self, row, by, button) {
  const { list } = self;
  const at = [...list.children].indexOf(row);
  const other = list.children[at + by];
  if (!other) return;
  list.insertBefore(row, by < 0 ? other : other.nextSibling);
  renumber(self);
  button.focus();
  moved(self, row);
}

function moved(self, row) {
  const place = [...self.list.children].indexOf(row) + 1;
  say(self.told, `${row.dataset.target} is now number ${place} of ${self.list.children.length}.`);
}

function remove(self, row) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  renumber(self);
  say(self.told, `${row.dataset.target} is removed.`);
  (next?.querySelector('.link-does button:last-child') ?? self.list.closest('form').querySelector('[role=combobox]')).focus();
}

// At the ends a button stays where it is, without use: one that vanished would take the focus with it.
function renumber({ list, wrong }) {
  const rows = [...list.children];
  wrong.hidden = true; // it was said of the chain as it stood
  rows.forEach((row, at) => {
    say(row.querySelector('.place'), String(at + 1));
    const [up, down] = row.querySelectorAll('.link-does button');
    up.setAttribute('aria-disabled', String(at === 0));
    down.setAttribute('aria-disabled', String(at === rows.length - 1));
  });
}

function dragging(self) {
  const { list } = self;
  let row = null;
  let home = null;
  list.addEventListener('dragstart', (event) => {
    row = event.target.closest?.('li') ?? null; // marked text can be dragged as well
    if (!row) return;
    home = row.nextSibling;
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', row.dataset.target);
    event.dataTransfer.setDragImage(row, 8, 8);
    row.classList.add('dragged');
  });
  list.addEventListener('dragover', (event) => {
    if (!row) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'move';
    const over = event.target.closest('li');
    if (!over || over === row) return;
    const { top, height } = over.getBoundingClientRect();
    list.insertBefore(row, event.clientY < top + height / 2 ? over : over.nextSibling);
    renumber(self);
  });
  list.addEventListener('drop', (event) => event.preventDefault());
  list.addEventListener('dragend', (event) => {
    if (!row) return;
    const brokenOff = event.dataTransfer.dropEffect === 'none';
    if (brokenOff) list.insertBefore(row, home);
    row.classList.remove('dragged');
    renumber(self);
    if (!brokenOff) moved(self, row);
    row = null;
  });
}

function tell({ list, wrong }, add, detail) {
  const mine = detail.filter(({ loc }) => loc[1] === 'models');
  [...list.children].forEach((row, at) => row.classList.toggle('wrong', mine.some(({ loc }) => loc[2] === String(at))));
  wrong.hidden = !mine.length;
  fill(wrong, mine.map(({ msg }) => msg).join(' '));
  if (mine.length) add.input.focus();
  return mine.length > 0;
}
