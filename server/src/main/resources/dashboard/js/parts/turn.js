import { fill, h } from '../dom.js';
import { tag } from '../ui/badge.js';
import { copyButton } from '../ui/copy.js';
import { ask, freshRequestId } from './asking.js';
import { served } from './served.js';

const CUT = { length: 'Cut at the token limit', content_filter: 'Cut by the provider’s filter' };

/**
 * One question and its answer, an `element` to show. `run(body)` asks and resolves with what ended it early, with null when it went well; `stop()`
 * breaks it off; `answer()` is the text to go on with, null when there is none; `last(button)` shows a button at the last of all turns.
 */
export function turn(question) {
  const thought = h('div.thought.words', { tabindex: '0', role: 'group', 'aria-label': 'Reasoning' });
  const parts = {
    thought,
    reasoning: h('details', { open: true, hidden: true }, h('summary.small', {}, 'Reasoning'), thought),
    text: h('div.words'),
    end: h('div.form'),
    again: h('span'),
    side: served(),
  };
  parts.answered = h('div.answered', { 'aria-busy': 'true' }, h('h2', {}, 'Answer'), parts.reasoning, parts.text, parts.end);
  const model = { parts, heard: {}, going: new AbortController(), fault: null };
  return {
    question,
    element: h(
      'article.turn.card',
      {},
      h('div.asked', {}, h('h2', {}, 'You'), h('div.words', {}, question)),
      parts.answered,
      parts.side.element,
    ),
    run: (body, heard) => run(model, body, heard),
    stop: () => model.going.abort(),
    answer: () => (model.fault && !isStop(model.fault) ? null : parts.text.textContent || null),
    last: (button) => fill(parts.again, button),
  };
}

async function run(model, body, onPiece) {
  const id = freshRequestId();
  try {
    await ask(id, body, model.going.signal, (piece) => onPiece(() => hear(model, piece)));
  } catch (fault) {
    model.fault = fault;
    Object.assign(model.heard, whatIsKnown(fault));
  }
  end(model, id);
  model.parts.side.show(id, model.heard);
  return model.fault;
}

function hear({ parts, heard }, { text, reasoning, ...more }) {
  Object.assign(heard, more);
  if (text) grow(parts.text, text);
  if (reasoning) {
    parts.reasoning.hidden = false;
    grow(parts.thought, reasoning);
  }
}

// One text node for all pieces: a letter may come in two of them.
function grow(element, text) {
  if (element.firstChild) element.firstChild.appendData(text);
  else element.append(text);
}

function end({ parts, heard, fault }, id) {
  parts.answered.removeAttribute('aria-busy');
  const text = parts.text.textContent;
  fill(
    parts.end,
    fault && !isStop(fault) && wrong(fault, id),
    !fault && !text && h('p.muted', {}, 'The answer has no text.'),
    h(
      'div.turn-end',
      {},
      parts.again,
      text && copyButton(text, 'the answer'),
      isStop(fault) && tag('Stopped', 'warn'),
      CUT[heard.finish] && tag(CUT[heard.finish], 'warn'),
    ),
  );
}

/** Whether it ended because somebody stopped it. */
export const isStop = (fault) => fault?.name === 'AbortError';

// An error tells of each attempt. One without any came before a provider was asked, unless it came within the answer.
function whatIsKnown({ status, told = {} }) {
  return { attempts: told.attempts, reasons: told.reasons, untouched: status > 0 && !told.attempts?.length };
}

const wrong = (fault, id) =>
  h('div.form-fault', { role: 'alert' }, h('p', {}, fault.message), h('p.small', {}, 'Request ', h('span.mono', {}, id)));
