import { fill, h } from '../dom.js';
import { keepQuery, to } from '../router.js';
import { signedIn } from '../session.js';
import { composer } from '../parts/composer.js';
import { copyAs } from '../parts/copyas.js';
import { requestForm } from '../parts/requestform.js';
import { isStop, turn } from '../parts/turn.js';
import { empty } from '../ui/states.js';

// What was said stays while this tab does, for whoever looks at a trace and comes back; never for the next one who signs in.
let kept = null;

/** A conversation with a model through the gateway, each answer with how it was served. */
export default async function playgroundPage(view) {
  if (kept?.session !== signedIn()) {
    kept?.model.running?.stop();
    kept = { session: signedIn(), ...begin() };
  }
  const { form } = kept.model;
  if (view.query.model) {
    form.use(view.query.model);
    keepQuery({}, { silently: true }); // coming back must not choose it again
  }
  form.refresh(); // keys and aliases may have come since
  return kept.elements;
}

function begin() {
  const model = { turns: [], running: null, talk: h('div.stack'), keyless: false };
  model.form = requestForm((many) => {
    model.keyless = many === 0;
    if (!model.turns.length) blank(model);
  });
  model.composer = composer({ send: () => send(model), stop: () => model.running?.stop() });
  blank(model);
  return { model, elements: [head(model), h('div.stack', {}, model.form.element, model.talk, model.composer.element)] };
}

function head(model) {
  return h(
    'div.page-head',
    {},
    h(
      'div',
      {},
      h('h1', {}, 'Playground'),
      h('p.muted', {}, 'Through the gateway, as your programs ask: it counts, and costs, like any request.'),
    ),
    h(
      'div.page-actions',
      {},
      h('button.button', { type: 'button', onclick: () => anew(model) }, 'New conversation'),
      h('button.button', { type: 'button', onclick: () => showCode(model) }, 'Copy as code'),
    ),
  );
}

function blank(model) {
  fill(
    model.talk,
    h(
      'div.card',
      {},
      model.keyless
        ? empty('No key can answer yet', 'The vault holds no active key of a provider that chats.', {
            sign: 'playground',
            action: h('a.button.primary', { href: to('/vault?add=1') }, 'Add a key'),
          })
        : empty('Nothing said yet', 'Choose a model or an alias, write a message, and see which key answers, how fast and for how much.', {
            sign: 'playground',
          }),
    ),
  );
}

function anew(model) {
  model.running?.stop();
  model.turns = [];
  blank(model);
  model.composer.input.focus();
}

function send(model) {
  const question = model.composer.text();
  if (model.running) return;
  const body = present(model, question);
  if (!body) return;
  model.composer.input.value = '';
  asked(model, question, body);
}

// The last question once more, by what the form says now.
function again(model) {
  const { question } = model.turns.at(-1);
  const body = model.form.body(messages(model.turns.slice(0, -1), question));
  if (!body) return;
  model.turns.pop().element.remove();
  model.composer.input.focus({ preventScroll: true }); // the button goes with its turn
  asked(model, question, body);
}

async function asked(model, question, body) {
  const { session } = kept;
  const next = turn(question);
  model.turns.at(-1)?.last(null);
  model.turns.push(next);
  if (model.turns.length === 1) fill(model.talk);
  model.talk.append(next.element);
  begun(model, next);
  const fault = await next.run(body, (hear) => (signedIn() === session ? follow(model, hear) : next.stop()));
  ended(model, next, fault);
}

function begun(model, next) {
  model.running = next;
  model.composer.busy(true);
  model.composer.say('Answering…');
  model.composer.element.scrollIntoView({ block: 'nearest' });
}

function ended(model, next, fault) {
  model.running = null;
  model.composer.busy(false);
  model.composer.say(isStop(fault) ? 'Stopped.' : fault ? 'Failed.' : 'Answered.');
  if (fault) model.form.tell(fault);
  if (model.turns.at(-1) === next) next.last(h('button.button', { type: 'button', onclick: () => again(model) }, 'Send again'));
}

// Whoever sees the end of the page goes on seeing it.
function follow({ composer: { element } }, hear) {
  const inView = element.getBoundingClientRect().top < innerHeight;
  hear();
  if (inView) element.scrollIntoView({ block: 'nearest' });
}

/** The request as it would go out with that question; null when something lacks, which is then told where it lacks. */
function present(model, question, turns = model.turns) {
  if (question) return model.form.body(messages(turns, question));
  model.composer.fault('Write a message.');
  return null;
}

function messages(turns, question) {
  const said = turns.filter((one) => one.answer() !== null).flatMap((one) => [of('user', one.question), of('assistant', one.answer())]);
  return [...said, of('user', question)];
}

const of = (role, content) => ({ role, content });

// What is about to be sent, or what was sent last.
function showCode(model) {
  const written = model.composer.text();
  const last = model.turns.at(-1);
  const body = written || !last ? present(model, written) : present(model, last.question, model.turns.slice(0, -1));
  if (body) copyAs(body);
}
