import { dayAfter, daysBetween, fullDayOf, utcDay } from '../format.js';
import { fill, h } from '../dom.js';
import { choices } from '../ui/choices.js';
import { fields } from '../ui/form.js';
import { icon } from '../ui/icons.js';

/** As far back as the API goes, today included. */
const MOST = 400;
const PRESETS = [
  [1, 'Today'],
  [7, '7 days'],
  [30, '30 days'],
  [90, '90 days'],
  [365, '1 year'],
];

const today = () => utcDay(Date.now());
const DAY = /^\d{4}-\d\d-\d\d$/;

/** What the address asks for: `days` up to today, or `from` and `to`. Whether it makes a range is the server's to say. */
export function rangeOf({ days, from, to }) {
  const last = DAY.test(to ?? '') ? to : today();
  if (DAY.test(from ?? '')) return { from, to: last };
  const many = Math.round(Number(days));
  return { from: dayAfter(last, 1 - (many >= 1 && many <= MOST ? many : 30)), to: last };
}

/** The same for the address. */
export function inAddress({ from, to }) {
  const preset = presetOf({ from, to });
  return preset ? { days: preset } : { from, to };
}

/** The same for the API. Up to today is not said, so that a clock that runs ahead of the server's asks for no day that is yet to come. */
export const asked = ({ from, to }) => (to === today() ? { from } : { from, to });

export const inWords = ({ from, to }) => (from === to ? fullDayOf(from) : `${fullDayOf(from)} to ${fullDayOf(to)}`);

function presetOf({ from, to }) {
  return to === today() ? PRESETS.map(([days]) => days).find((days) => dayAfter(to, 1 - days) === from) : undefined;
}

/** Presets, two dates, and the ranges before and after. `chosen(range)` is called at each change; `tell(refused)` shows faults at the dates. */
export function dayRange(range, chosen) {
  let now = range;
  const form = fields([
    { name: 'from', label: 'From', type: 'date', value: now.from, min: dayAfter(today(), 1 - MOST), max: today(), changed: () => typed() },
    { name: 'to', label: 'To', type: 'date', value: now.to, min: dayAfter(today(), 1 - MOST), max: today(), changed: () => typed() },
  ]);
  const step = (name, sign, act) =>
    h('button.button.icon', { type: 'button', 'aria-label': name, title: name, onclick: act }, icon(sign));
  const before = step('The range before', 'back', () => use(shifted(now, -1)));
  const after = step('The range after', 'ahead', () => use(shifted(now, 1)));
  const quick = h('div');
  const show = () => {
    form.clear();
    form.input('from').value = now.from;
    form.input('to').value = now.to;
    before.disabled = now.from <= dayAfter(today(), 1 - MOST);
    after.disabled = now.to >= today();
    fill(
      quick,
      choices('Range', PRESETS, presetOf(now), (days) => use({ from: dayAfter(today(), 1 - days), to: today() })),
    );
  };
  const use = (next) => {
    const focused = document.activeElement?.getAttribute('aria-pressed') ? document.activeElement.textContent : null;
    now = next;
    show();
    if (focused) [...quick.querySelectorAll('button')].find((button) => button.textContent === focused)?.focus();
    chosen(now);
  };
  const typed = () => {
    const read = form.read();
    if (!read.from || !read.to) form.tell({ message: '', faults: { [read.from ? 'to' : 'from']: 'Choose a day.' } });
    else use(read);
  };
  show();
  return { elements: [quick, h('div.range', {}, before, form.at('from'), form.at('to'), after)], tell: form.tell };
}

/** The neighbour of the same length, cut off where the API or today ends. */
function shifted({ from, to }, way) {
  const length = daysBetween(from, to).length;
  const first = dayAfter(today(), 1 - MOST);
  const next = { from: dayAfter(from, way * length), to: dayAfter(to, way * length) };
  return { from: next.from < first ? first : next.from, to: next.to > today() ? today() : next.to };
}
