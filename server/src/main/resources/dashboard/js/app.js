import './theme.js';
import { oidc, session, signOut, whenSignedOut } from './api.js';
import { fill, keepFocus } from './dom.js';
import { frame, skipLink } from './frame.js';
import { close as closeLive } from './live.js';
import { go, here, refresh, start } from './router.js';
import { enter, leave, returnPath, signedIn, wasSignedIn } from './session.js';
import { failed, empty, skeleton } from './ui/states.js';
import { toast, toastFault } from './ui/toast.js';
import { signInPage } from './pages/signin.js';

// A page is `async (view) => [elements]`; view has `query`, `parts`, `again()` and `onLeave(f)`. Its modules come when it is first shown.
const ROUTES = [
  [/^\/$/, () => import('./pages/overview.js')],
  [/^\/vault$/, () => import('./pages/vault.js')],
  [/^\/vault\/(\d+)$/, () => import('./pages/key.js')],
  [/^\/invites$/, () => import('./pages/invites.js')],
  [/^\/agents$/, () => import('./pages/agents.js')],
  [/^\/agents\/([\w-]+)$/, () => import('./pages/agent.js')],
  [/^\/usage$/, () => import('./pages/usage.js')],
  [/^\/traces$/, () => import('./pages/traces.js')],
  [/^\/traces\/([^/]+)$/, () => import('./pages/trace.js')],
  [/^\/routing$/, () => import('./pages/routing.js')],
  [/^\/routing\/try$/, () => import('./pages/routingtry.js')],
  [/^\/routing\/policy$/, () => import('./pages/routingpolicy.js')],
  [/^\/playground$/, () => import('./pages/playground.js')],
];

const QUIET_MS = 1_500;

let around = null;
let leaving = [];
let turn = 0;
let lastPath = null;
let fetched = false;
let issuer = null; // what people may sign in with besides a token

// The page that the issuer's answer leads on to.
const ARRIVAL = '/sign-in';

async function show(found) {
  leavePage();
  turn += 1;
  if (found.path === ARRIVAL) {
    await showArrival(found.query, turn);
    return;
  }
  if (!signedIn()) {
    showSignIn();
    return;
  }
  if (!around) {
    around = frame(end);
    fill(document.body, skipLink(), around.element);
  }
  around.mark();
  await draw(found, turn);
}

async function draw(found, mine) {
  const { main } = around;
  // A page that is there sooner needs no skeleton, nor one that is only drawn again.
  const calm = found.path === lastPath ? 0 : setTimeout(() => fill(main, skeleton(4)), 120);
  try {
    const page = await load(found.page);
    const shown = await page({ ...found, again: refresh, onLeave: (f) => (mine === turn ? leaving.push(f) : f()) });
    if (mine === turn) settle(main, found.path, shown);
  } catch (fault) {
    if (mine === turn && fault.name !== 'AbortError' && signedIn())
      settle(main, found.path, failed(fault, fault.anew ? () => location.reload() : refresh));
  } finally {
    clearTimeout(calm);
    fetchTheRest();
  }
}

async function load(page) {
  if (!page) return nowhere;
  try {
    return (await page()).default;
  } catch {
    const fault = new Error('A part of the dashboard cannot be fetched. The server may be away, or newer than this page: load it anew.');
    throw Object.assign(fault, { anew: true });
  }
}

// Once a page has stood for a while, the others come while nobody waits for them.
function fetchTheRest() {
  if (fetched) return;
  fetched = true;
  setTimeout(() => {
    ROUTES.forEach(([, page]) => page().catch(() => {})); // asked for again when it is needed
    askForIssuer();
  }, QUIET_MS);
}

// The title and the focus go to a new page, as they would with one loaded anew; a page that is only drawn again keeps its place.
function settle(main, path, shown) {
  const arrived = path !== lastPath;
  lastPath = path;
  if (arrived) fill(main, shown);
  else keepFocus(main, () => fill(main, shown));
  document.title = `${main.querySelector('h1, h2').textContent} · Keypool`;
  if (!arrived) return;
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function leavePage() {
  leaving.splice(0).forEach((f) => f());
  document.querySelectorAll('dialog[open]').forEach((box) => box.close());
}

async function nowhere() {
  return empty('There is no such page', 'The address may be mistyped, or the page belongs to a newer version.', {
    sign: 'warn',
    level: 'h1',
  });
}

function showSignIn(fault = null) {
  outside(signInPage((found) => entered(found, here().path === ARRIVAL ? '/' : null), { issuer, fault }));
}

// Who came back from the issuer goes in, chooses, or is told why not.
async function showArrival(query, mine) {
  try {
    const [{ arrivalPage }, { signInFault }, { name, arrival }] = await Promise.all([
      import('./pages/arrival.js'),
      import('./parts/signinfault.js'),
      oidc(),
    ]);
    issuer = name;
    if (mine !== turn) return;
    if (query.fault) showSignIn(signInFault(query, name));
    else if (!arrival) go('/', { silently: true });
    else {
      const page = await arrivalPage({ issuer, arrival, entered: (found) => entered(found, returnPath()), again: () => showSignIn() });
      if (page && mine === turn) outside(page);
    }
  } catch (fault) {
    if (mine === turn) fill(document.body, failed(fault, refresh));
  }
}

function outside(page) {
  around = null;
  lastPath = null;
  document.title = `${page.querySelector('h1').textContent} · Keypool`;
  fill(document.body, page);
}

function entered(found, path) {
  enter(found);
  if (path === null) refresh();
  else go(path, { silently: true });
}

async function end() {
  try {
    await signOut();
  } catch (fault) {
    if (fault.status !== 401) {
      toastFault(fault);
      return;
    }
  }
  await askForIssuer();
  forget('You are signed out.');
}

// Before the sign-in is drawn, so that it does not grow under the hand; it does without.
async function askForIssuer() {
  issuer ??= await oidc().then(({ name }) => name, () => null);
}

function forget(words) {
  if (!signedIn()) return;
  leave();
  closeLive();
  refresh();
  toast(words);
}

whenSignedOut(() => forget('Your session has ended. Sign in again to go on.'));

// The page of whoever was sent a link stands outside of every session. What follows # is a secret, so it leaves the address bar first of all.
async function welcome() {
  const token = location.hash.slice(1);
  history.replaceState(null, '', location.pathname);
  addEventListener('hashchange', () => location.reload()); // another link, opened in the same window
  document.title = 'Invitation · Keypool';
  const page = await load(() => import('./pages/invite.js'));
  fill(document.body, await page(token));
}

async function begin() {
  try {
    if (here().path === '/invite') {
      await welcome();
      return;
    }
    const found = wasSignedIn() ? await session() : null;
    if (found) enter(found);
    else leave();
    if (!found) await askForIssuer();
    start(ROUTES, show);
    refresh();
  } catch (fault) {
    fill(
      document.body,
      failed(fault, () => location.reload()),
    );
  }
}

begin();
