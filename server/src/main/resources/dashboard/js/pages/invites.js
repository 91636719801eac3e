import { del, get } from '../api.js';
import { fill, h, say } from '../dom.js';
import { plural } from '../format.js';
import { loading } from '../loading.js';
import { keepQuery, to } from '../router.js';
import { inviteContributor } from '../parts/invitemake.js';
import { called } from '../parts/keyname.js';
import { badge } from '../ui/badge.js';
import { choices } from '../ui/choices.js';
import { confirm } from '../ui/dialog.js';
import { empty, failed } from '../ui/states.js';
import { pager } from '../ui/pager.js';
import { ago } from '../ui/time.js';
import { toast, toastFault } from '../ui/toast.js';

const PAGE = 50;
const STATES = {
  open: ['accent', 'Open', 'plus'],
  used: ['good', 'Used'],
  expired: ['', 'Expired', 'pause'],
  revoked: ['bad', 'Revoked'],
};

/** The links that were sent out, and what became of them. */
export default async function invitesPage(view) {
  const model = {
    state: view.query.state in STATES ? view.query.state : 'all',
    offset: 0,
    total: h('p.muted', { role: 'status' }),
    body: h('div.stack'),
  };
  model.list = invitesOf(model);
  await model.list.load();
  return [head(model), h('div.stack', {}, filter(model), model.body)];
}

function head(model) {
  return h(
    'div.page-head',
    {},
    h('div', {}, h('h1', {}, 'Invitations'), model.total),
    h(
      'div.page-actions',
      {},
      h('a.button.quiet', { href: to('/vault') }, 'Vault'),
      h('button.button.primary', { type: 'button', onclick: () => invite(model) }, 'Invite a contributor'),
    ),
  );
}

const invite = (model) => inviteContributor(model.list.again).catch(toastFault);

function filter(model) {
  const options = [['all', 'All'], ...Object.entries(STATES).map(([key, [, word]]) => [key, word])];
  return h(
    'div',
    {},
    choices('State', options, model.state, (state) => {
      model.state = state;
      model.offset = 0;
      keepQuery({ state: state === 'all' ? null : state });
      model.list.again();
    }),
  );
}

const invitesOf = (model) =>
  loading(
    model.body,
    () => get('/api/v1/invites', { state: model.state === 'all' ? null : model.state, limit: PAGE, offset: model.offset }),
    (list) => show(model, list),
    (fault) => fill(model.body, failed(fault, model.list.again)),
  );

function show(model, list) {
  say(model.total, plural(list.total, 'invitation'));
  const turn = (offset) => {
    model.offset = offset;
    model.list.again();
  };
  fill(model.body, h('div.card', {}, list.invites.length ? rows(model, list.invites) : none(model)), pager(list, turn));
}

const rows = (model, invites) =>
  h(
    'ul',
    {},
    invites.map((one) => row(model, one)),
  );

function row(model, one) {
  const provider = one.provider_label ?? 'Any provider';
  return h(
    'li.invite',
    { 'data-invite': one.id },
    h(
      'div.invite-name',
      {},
      h('strong', {}, one.key_label ?? provider),
      one.key_label && h('span.small.muted', {}, provider),
      one.note && h('span.small', {}, one.note),
    ),
    h('div.invite-facts', {}, badge(...STATES[one.state]), fate(one)),
    h('div.invite-facts', {}, h('span', {}, 'Made ', ago(one.created_at)), h('span.muted', {}, `by ${one.made_by_name ?? one.made_by}`)),
    h('div.invite-act', {}, next(model, one)),
  );
}

/** When that came about, or will. */
function fate(one) {
  if (one.state === 'open') return h('span', {}, 'Ends ', ago(one.expires_at));
  return h('span', {}, ago(one.used_at ?? one.revoked_at ?? one.expires_at));
}

function next(model, one) {
  if (one.integration_id) return h('a.button', { href: to(`/vault/${one.integration_id}`) }, called(one.integration_id));
  if (one.state !== 'open') return null;
  return h('button.button', { type: 'button', 'aria-label': `Revoke invitation ${one.id}`, onclick: () => revoke(model, one) }, 'Revoke');
}

async function revoke(model, one) {
  const sure = await confirm(
    'Revoke this invitation?',
    ['Its link is void at once, also for somebody who has it open right now. It cannot be opened again; make a new one instead.'],
    { verb: 'Revoke' },
  );
  if (!sure) return;
  try {
    await del(`/api/v1/invites/${one.id}`);
    toast('The invitation is revoked.');
  } catch (fault) {
    toastFault(fault);
  }
  await model.list.again();
}

function none(model) {
  if (model.state !== 'all') return empty('None is in this state', 'Choose another one to see more.', { sign: 'traces' });
  return empty('Nobody is invited', 'A link lets somebody without an account add one key, which nobody sees again. What becomes of it stands here.', {
    action: h('button.button.primary', { type: 'button', onclick: () => invite(model) }, 'Invite a contributor'),
  });
}
