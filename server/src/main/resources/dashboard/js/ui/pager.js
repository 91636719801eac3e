import { h } from '../dom.js';
import { count } from '../format.js';

/** Where a page of a list stands and the ways to its neighbours; nothing when there is but one. */
export function pager({ total, limit, offset }, turn) {
  if (total <= limit && offset === 0) return null;
  const button = (text, at, there) => h('button.button', { type: 'button', disabled: !there, onclick: () => turn(at) }, text);
  return h(
    'nav.pager',
    { 'aria-label': 'Pages of the list' },
    h('span.muted', {}, `${count(Math.min(total, offset + 1))} to ${count(Math.min(total, offset + limit))} of ${count(total)}`),
    h(
      'div.page-actions',
      {},
      button('Previous', Math.max(0, offset - limit), offset > 0),
      button('Next', offset + limit, offset + limit < total),
    ),
  );
}
