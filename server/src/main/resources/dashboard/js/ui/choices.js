import { h } from '../dom.js';

/** One of a few, side by side. `chosen(key)` is called at each change. */
export function choices(name, options, current, chosen) {
  const buttons = options.map(([key, text]) =>
    h('button', { type: 'button', 'aria-pressed': String(key === current), onclick: () => pick(key) }, text),
  );
  const pick = (key) => {
    buttons.forEach((button, at) => button.setAttribute('aria-pressed', String(options[at][0] === key)));
    chosen(key);
  };
  return h('div.choices', { role: 'group', 'aria-label': name }, buttons);
}
