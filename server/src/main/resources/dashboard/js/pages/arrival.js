import { signInAs } from '../api.js';
import { fill, h } from '../dom.js';
import { busy } from '../ui/form.js';
import { doorPage } from './signin.js';

/** Who came back from the issuer chooses the client to go in as; where there is but one, goes in at once, and there is no page. */
export async function arrivalPage({ issuer, arrival, entered, again }) {
  const { email, clients } = arrival;
  const wrong = h('p.form-fault', { role: 'alert', hidden: true });
  const enter = async (client) => {
    try {
      entered(await signInAs(client.client_id));
      return true;
    } catch (refused) {
      wrong.hidden = false;
      fill(wrong, refused.message);
      return false;
    }
  };
  if (clients.length === 1 && (await enter(clients[0]))) return null;
  if (!clients.length) return nobody(issuer, email, again);
  return doorPage('Choose a client', `${email} may come in as more than one client.`, [
    wrong,
    h(
      'ul.entrances',
      {},
      clients.map((client) => h('li', {}, entrance(client, enter))),
    ),
    back(again),
  ]);
}

function entrance(client, enter) {
  const button = h(
    'button.button',
    { type: 'button', onclick: () => busy(button, () => enter(client)) },
    h('span', {}, h('strong', {}, client.brand_name), h('span.small.muted', {}, client.client_name)),
  );
  return button;
}

function nobody(issuer, email, again) {
  return doorPage('You may not come in yet', `You are ${email}, says ${issuer}, but no client here lets that address in.`, [
    h(
      'div.form',
      {},
      h('p', {}, 'Ask the operator of this Keypool to put it into the sign_in_emails of your client:'),
      h('pre.kept', { tabindex: '0', 'aria-label': 'What the operator does' }, request(email)),
      h('p.small.muted', {}, 'The list is replaced whole, so those who stand in it must stay there. Then sign in again; nothing needs a restart.'),
    ),
    back(again),
  ]);
}

const request = (email) => `PATCH /api/v1/admin/clients/{client_id}\n${JSON.stringify({ sign_in_emails: [email] })}`;

const back = (again) => h('button.button.quiet', { type: 'button', onclick: again }, 'Back to the sign-in');
