import { h } from '../dom.js';
import { plural } from '../format.js';

/** A figure, what it is, and what to know about it. */
export const tile = (term, figure, note) => h('dl.card.tile', {}, h('dt', {}, term), h('dd.figure', {}, figure), h('dd.note', {}, note));

/** A smaller one, in a list of facts (`dl.facts`). */
export const fact = (term, value) => h('div', {}, h('dt.term', {}, term), h('dd', {}, value));

/** What to say beside a sum of costs. */
export const unpriced = (many) =>
  many ? `and ${plural(many, 'request')} of unknown cost` : 'All requests priced';
