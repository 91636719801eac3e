import { line } from './table.js';

/**
 * Keeps the rows of a table (its `tbody`) true without building it anew: `show(rows)` adds, takes away, and draws again only what differs,
 * so that nothing flickers and the focus stays. `keyOf(row)` tells rows apart. New rows get the class `fresh` once there were others.
 */
export function keyedRows(body, columns, keyOf) {
  const shown = new Map();
  return (rows) => {
    const later = shown.size > 0;
    const wanted = new Map(rows.map((row) => [keyOf(row), row]));
    for (const [key, { element }] of shown) if (!wanted.has(key)) drop(key, element);
    let place = body.firstElementChild;
    for (const [key, row] of wanted) {
      const element = drawn(key, row, later);
      if (element === place) place = place.nextElementSibling;
      else body.insertBefore(element, place);
    }
  };

  function drawn(key, row, later) {
    const text = JSON.stringify(row);
    const known = shown.get(key);
    if (known?.text === text) return known.element;
    const fresh = line(columns, row);
    if (!known && later) fresh.classList.add('fresh');
    if (known) renew(known.element, fresh);
    const element = known?.element ?? fresh;
    shown.set(key, { text, element });
    return element;
  }

  function drop(key, element) {
    if (element.contains(document.activeElement)) body.closest('[tabindex]')?.focus({ preventScroll: true });
    element.remove();
    shown.delete(key);
  }
}

function renew(element, fresh) {
  const focused = element.contains(document.activeElement);
  element.replaceChildren(...fresh.childNodes);
  if (focused) element.querySelector('a, button')?.focus({ preventScroll: true });
}
