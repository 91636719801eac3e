import { h } from '../dom.js';
import { parted } from './routing.js';

const SHOWN = 6;

/** A chain of models in a line, best first; those that would not be tried are told apart. `allows(target)` is the model policy. */
export function chain(alias, known, allows) {
  const links = alias.models.map((target) => link(target, known, allows));
  const list = h('ol.chain', { 'aria-label': `Models of ${alias.name}, best first` }, links);
  if (links.length <= SHOWN + 1) return list;
  const rest = links.slice(SHOWN);
  rest.forEach((one) => (one.hidden = true));
  const more = h(
    'button.button.quiet.chain-more',
    {
      type: 'button',
      'aria-label': `Show ${rest.length} more models of ${alias.name}`,
      onclick: () => {
        rest.forEach((one) => (one.hidden = false));
        more.parentElement.remove();
        rest[0].tabIndex = -1;
        rest[0].focus(); // the button is gone: reading goes on where it was
      },
    },
    `${rest.length} more`,
  );
  list.append(h('li', {}, more));
  return list;
}

function link(target, known, allows) {
  const { label, model, keyed } = parted(target, known);
  const off = !allows(target) ? 'not allowed' : keyed ? null : 'no key';
  return h(
    'li',
    { class: off ? 'off' : '', title: off && `Skipped: ${off}` },
    h('span.chain-link', {}, h('span.small', {}, label), h('span.mono', {}, model), off && h('span.hidden-text', {}, `, skipped: ${off}`)),
  );
}
