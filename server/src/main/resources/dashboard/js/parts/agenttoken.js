import { fill, h } from '../dom.js';
import { signedIn } from '../session.js';
import { copyButton } from '../ui/copy.js';
import { confirm, dialog } from '../ui/dialog.js';
import { icon } from '../ui/icons.js';
import { exampleModel } from './agentmodels.js';

const stay = (event) => event.preventDefault();

/** Shows a token that nobody can ask for again, until its reader says that it is kept. */
export async function handOver(agent, token) {
  const call = exampleModel(agent).then((model) => exampleCall(agent, token, model));
  addEventListener('beforeunload', stay);
  try {
    await untilKept(agent, token, call);
  } finally {
    removeEventListener('beforeunload', stay);
  }
}

// Left by Escape, the cross or Back it is shown again, unless the session is over.
async function untilKept(agent, token, call) {
  while (signedIn()) {
    if ((await shown(agent, token, call)) || !signedIn()) return;
    if (await kept(agent)) return;
  }
}

function shown(agent, token, call) {
  const example = h('div');
  call.then((curl) => {
    const text = h('pre.kept', { tabindex: '0', 'aria-label': 'A request with this token' }, curl);
    fill(example, part('Try it', text, copyButton(curl, 'the request', 'Copy')));
  });
  const copy = copyButton(token, 'the token', 'Copy');
  copy.setAttribute('autofocus', ''); // not the cross, which comes first
  const warning = 'You will not see it again: only a hash of it is stored. Copy it now to where it will be used.';
  return dialog(
    `The token of ${agent.name}`,
    (close) => [
      h(
        'div.dialog-body',
        {},
        h('p.key-why', {}, icon('warn', 18), h('span', {}, warning)),
        part('Token', h('code.secret', {}, token), copy),
        example,
      ),
      h('div.dialog-foot', {}, h('button.button.primary', { type: 'button', onclick: () => close(true) }, 'I have kept it')),
    ],
    { wide: true },
  );
}

const part = (title, text, copy) => h('section.handed', {}, h('h3', {}, title), copy, text);

const kept = (agent) =>
  confirm(
    'Have you kept the token?',
    [`Nobody can show the token of ${agent.name} again. If it is lost, replace it by another.`],
    { verb: 'I have kept it', cancel: 'Show it again' },
  );

/** A request that the agent may make, for a POSIX shell. */
function exampleCall(agent, token, model) {
  const may = (scope) => agent.scopes.includes(scope);
  const call = (path, ...more) => [`curl ${location.origin}${path}`, `-H 'Authorization: Bearer ${token}'`, ...more].join(' \\\n  ');
  const body = quoted(JSON.stringify(question(model)));
  if (may('gate:chat')) return call('/v1/chat/completions', "-H 'Content-Type: application/json'", `-d ${body}`);
  if (may('gate:models')) return call('/v1/models');
  return call(may('gate:usage') ? '/v1/usage' : '/api/v1/integrations');
}

// Its length is bounded, as a blocking budget wants it.
const question = (model) => ({ model, max_tokens: 64, messages: [{ role: 'user', content: 'Say hello.' }] });

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
