import { h } from '../dom.js';
import { icon } from './icons.js';

/** A button that opens a list of actions. `items()` is asked at each opening: [{text, act, danger}] or null for a line between. */
export function menu(name, items) {
  const button = h(
    'button.button.quiet.icon',
    { type: 'button', 'aria-haspopup': 'menu', 'aria-expanded': 'false', 'aria-label': name },
    icon('more'),
  );
  const element = h('div.menu', {}, button);
  let list = null;
  const close = (refocus) => {
    if (!list) return;
    list.remove();
    list = null;
    button.setAttribute('aria-expanded', 'false');
    removeEventListener('pointerdown', outside, true);
    if (refocus) button.focus();
  };
  const outside = (event) => {
    if (!element.contains(event.target)) close(false);
  };
  const open = () => {
    list = h(
      'div.menu-list',
      { role: 'menu', 'aria-label': name, onkeydown: (event) => keys(event, list, close) },
      items().map((item) => entry(item, close)),
    );
    element.append(list);
    if (list.getBoundingClientRect().bottom > innerHeight && button.getBoundingClientRect().top > list.offsetHeight)
      list.classList.add('up');
    button.setAttribute('aria-expanded', 'true');
    list.querySelector('button').focus();
    addEventListener('pointerdown', outside, true);
  };
  button.addEventListener('click', () => (list ? close(true) : open()));
  element.addEventListener('focusout', (event) => {
    if (list && event.relatedTarget && !element.contains(event.relatedTarget)) close(false);
  });
  return element;
}

function entry(item, close) {
  if (!item) return h('hr', { role: 'separator' });
  return h(
    'button',
    {
      type: 'button',
      role: 'menuitem',
      tabindex: '-1',
      class: item.danger ? 'danger' : '',
      onclick: () => {
        close(true);
        item.act();
      },
    },
    item.text,
  );
}

function keys(event, list, close) {
  const all = [...list.querySelectorAll('button')];
  const at = all.indexOf(document.activeElement);
  const next = { ArrowDown: all[(at + 1) % all.length], ArrowUp: all[(at - 1 + all.length) % all.length], Home: all[0], End: all.at(-1) }[
    event.key
  ];
  if (next) next.focus();
  else if (event.key === 'Escape') close(true);
  else if (event.key === 'Tab') {
    close(true);
    return;
  } else return;
  event.preventDefault();
}
