import { h, say } from '../dom.js';

/**
 * A figure against its limit. `update(value, limit)` redraws it; a null limit has nothing to fill, so it is no progress bar then.
 * `format` turns figures into words; `name` says what is counted, `spoken` the same to those who do not see what stands around it.
 */
export function bar(name, value, limit, format = String, spoken = name) {
  const words = h('span.value');
  const fillPart = h('div.bar-fill');
  const track = h('div.bar-track', {}, fillPart);
  const element = h('div.bar', {}, h('div.bar-words', {}, h('span.muted', {}, name), words), track);
  const update = (now, most) => {
    say(words, most === null ? `${format(now)} · no limit` : `${format(now)} / ${format(most)}`);
    draw(element, track, fillPart, spoken, words.textContent, now, most);
  };
  update(value, limit);
  return { element, update };
}

function draw(element, track, fillPart, spoken, words, now, most) {
  const part = most === null ? 0 : Math.min(100, (100 * (now ?? 0)) / most);
  fillPart.style.setProperty('--part', `${part}%`);
  element.classList.toggle('open', most === null);
  element.classList.toggle('near', part >= 80 && part < 100);
  element.classList.toggle('full', part >= 100);
  const aria =
    most === null
      ? {}
      : {
          role: 'progressbar',
          'aria-label': spoken,
          'aria-valuemin': '0',
          'aria-valuemax': '100',
          'aria-valuenow': String(Math.round(part)),
          'aria-valuetext': words,
        };
  for (const attribute of ['role', 'aria-label', 'aria-valuemin', 'aria-valuemax', 'aria-valuenow', 'aria-valuetext']) {
    if (aria[attribute] === undefined) track.removeAttribute(attribute);
    else track.setAttribute(attribute, aria[attribute]);
  }
}
