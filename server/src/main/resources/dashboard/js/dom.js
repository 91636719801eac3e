// Builds elements. Text goes in as text nodes only, so nothing that a provider or a caller wrote is ever read as markup.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element: `h('a.button', {href, onclick}, 'text', child, [more])`.
 * Null, false and undefined children and attributes are left out; `true` is an attribute without value; `vars` sets CSS custom properties.
 */
export function h(tag, attributes, ...children) {
  return build(document.createElement(nameOf(tag)), tag, attributes, children);
}

/** The same for SVG. */
export function svg(tag, attributes, ...children) {
  return build(document.createElementNS(SVG, nameOf(tag)), tag, attributes, children);
}

/** Puts these children in the place of all that is in the element. */
export function fill(element, ...children) {
  element.replaceChildren(...nodes(children));
  return element;
}

/** Draws a place anew; the focus stays with what has the same name there, or goes to the page, where reading begins. */
export function keepFocus(place, draw) {
  const held = document.activeElement;
  const within = place.contains(held);
  draw();
  if (!within || place.contains(document.activeElement)) return;
  const all = [held, ...place.querySelectorAll('a[href], button, input, select, textarea, [tabindex]')];
  const again = all.find((one) => one.isConnected && named(one) === named(held));
  (again ?? document.getElementById('main'))?.focus({ preventScroll: true });
}

const named = (element) => element.getAttribute('aria-label') ?? (element.name || element.textContent);

/** Sets the text only when it differs, so that a live page touches nothing that stayed as it was. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

let last = 0;

/** A fresh id, to tie labels to what they name. */
export function freshId(stem) {
  last += 1;
  return `${stem}-${last}`;
}

function nameOf(tag) {
  const dot = tag.indexOf('.');
  return dot < 0 ? tag : tag.slice(0, dot);
}

function build(element, tag, attributes, children) {
  const classes = tag.split('.').slice(1);
  if (classes.length) element.classList.add(...classes);
  for (const [name, value] of Object.entries(attributes ?? {})) put(element, name, value);
  element.append(...nodes(children));
  return element;
}

function put(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === 'vars') Object.entries(value).forEach(([key, v]) => element.style.setProperty(`--${key}`, v));
  else if (name === 'class') element.classList.add(...value.split(' ').filter(Boolean));
  else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
  else element.setAttribute(name, value === true ? '' : value);
}

function nodes(children) {
  return children.flat(3).filter((child) => child !== null && child !== undefined && child !== false);
}
