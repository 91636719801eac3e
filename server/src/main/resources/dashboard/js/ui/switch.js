import { h } from '../dom.js';

/** Something that is on or off at once, without a form. `turned(on)` is called at each change; `set(on)` shows another state. */
export function toggle(name, on, turned) {
  const element = h(
    'button.switch',
    { type: 'button', role: 'switch', 'aria-checked': String(on) },
    h('i', { 'aria-hidden': 'true' }),
    name,
  );
  const set = (next) => element.setAttribute('aria-checked', String(next));
  element.addEventListener('click', () => {
    const next = element.getAttribute('aria-checked') !== 'true';
    set(next);
    turned(next);
  });
  return { element, set };
}
