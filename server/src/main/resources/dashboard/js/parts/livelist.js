import { fill, h, say } from '../dom.js';
import { plural } from '../format.js';
import { stream } from '../stream.js';
import { toggle } from '../ui/switch.js';

const RENEW_MS = 5_000;
const SPEAK_MS = 10_000;

/**
 * Lets a list grow at its top while its reader is there. What it asks of the `list`:
 * `path()` of the stream, null when nothing new can fit; `take(rows)` adds or renews rows and gives how many are new; `update(rows)` renews those that
 * are shown and gives the keys of the others; `renew(follows)` asks for the newest page and the sums again and gives the keys of what is not shown;
 * `reload(asked)` begins anew, at its top where the reader asked for that; `inSight()` tells whether the newest row can be seen, `held()` whether older
 * rows were asked for, which must not slip away.
 */
export function liveList(list) {
  const model = { list, on: true, waiting: new Set(), renewing: null, left: false, spoken: 0, unspoken: 0, end: null };
  model.news = h('button.button.primary.news', { type: 'button', hidden: true, onclick: () => show(model, true) });
  model.status = h('span.hidden-text', { role: 'status' });
  model.toggle = toggle('Live', true, (on) => turn(model, on));
  const scrolled = () => list.inSight() && model.waiting.size && !list.held() && show(model);
  addEventListener('scroll', scrolled, { passive: true });
  const stop = () => {
    removeEventListener('scroll', scrolled);
    model.left = true; // what is still asked for must not begin it again
    end(model);
  };
  const { news, status, toggle: live } = model;
  return { toggle: live.element, news, status, begin: () => begin(model), rest: () => end(model), forget: () => forget(model), stop };
}

/** Listens with the filters of now, from the beginning. */
function begin(model) {
  end(model);
  forget(model);
  if (model.left) return;
  const path = model.list.path();
  model.toggle.element.disabled = path === null;
  model.toggle.set(model.on && path !== null);
  if (path === null || !model.on) return;
  model.end = stream(
    path,
    'traces',
    (event) => hear(model, event),
    (state) => model.toggle.element.classList.toggle('flows', state === 'on'),
  );
}

function end(model) {
  model.end?.();
  model.end = null;
  clearTimeout(model.renewing);
  model.renewing = null;
}

function turn(model, on) {
  model.on = on;
  begin(model);
}

// The first event of a stream is empty: what was missed since the list was read, or while the stream was broken, is in the list.
function hear(model, { traces, complete }) {
  if (!traces.length || !complete) renew(model, 0);
  if (!traces.length) return;
  if (follows(model)) speak(model, model.list.take(traces));
  else wait(model, model.list.update(traces));
  renew(model, RENEW_MS);
}

const follows = (model) => model.list.inSight() && !model.list.held() && !model.waiting.size;

function wait(model, keys) {
  const before = model.waiting.size;
  keys.forEach((key) => model.waiting.add(key));
  const many = model.waiting.size;
  if (many === before) return;
  model.news.hidden = false;
  fill(model.news, `${plural(many, 'new request')}: show`);
  speak(model, many - before);
}

// The sums, and the rows that no longer fit, follow at most every few seconds: adding up is dearer than telling.
function renew(model, ms) {
  model.renewing ??= setTimeout(async () => {
    model.renewing = null;
    const missed = await model.list.renew(follows(model)).catch(() => []); // the next event tries again
    wait(model, missed);
  }, ms);
}

// Only the count is read out, and not each second.
function speak(model, many) {
  model.unspoken += many;
  if (!model.unspoken || Date.now() - model.spoken < SPEAK_MS) return;
  say(model.status, plural(model.unspoken, 'new request'));
  model.unspoken = 0;
  model.spoken = Date.now();
}

function show(model, asked = false) {
  forget(model);
  return model.list.reload(asked);
}

function forget(model) {
  model.waiting.clear();
  model.news.hidden = true;
}
