import { h } from '../dom.js';

/** A titled part of a page; `aside` stands beside the title. */
export function card(title, body, aside) {
  return h('section.card', {}, h('div.card-head', {}, h('h2', {}, title), aside), h('div.card-body', {}, body));
}
