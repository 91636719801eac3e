import './theme.js';
import { session, signOut, whenSignedOut } from './api.js';
import { fill } from './dom.js';
import { frame, skipLink } from './frame.js';
import { close as closeLive } from './live.js';
import { refresh, start } from './router.js';
import { enter, leave, signedIn, wasSignedIn } from './session.js';
import { failed, empty, skeleton } from './ui/states.js';
import { toast, toastFault } from './ui/toast.js';
import { signInPage } from './pages/signin.js';

// A page is `async (view) => [elements]`; view has `query`, `parts`, `again()` and `onLeave(f)`. Its modules come when it is first shown.
const ROUTES = [
  [/^\/$/, () => import('./pages/overview.js')],
  [/^\/vault$/, () => import('./pages/vault.js')],
  [/^\/vault\/(\d+)$/, () => import('./pages/key.js')],
  [/^\/usage$/, () => import('./pages/usage.js')],
  [/^\/traces$/, () => import('./pages/traces.js')],
  [/^\/traces\/([^/]+)$/, () => import('./pages/trace.js')],
  [/^\/playground$/, () => import('./pages/playground.js')],
];

let around = null;
let leaving = [];
let turn = 0;
let lastPath = null;
let fetched = false;

async function show(found) {
  leavePage();
  turn += 1;
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
    if (mine === turn) {
      fill(main, shown);
      settle(main, found.path !== lastPath);
      lastPath = found.path;
    }
  } catch (fault) {
    if (mine === turn && fault.name !== 'AbortError' && signedIn()) fill(main, failed(fault, fault.anew ? () => location.reload() : refresh));
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

// Once a page stands, the others come while nobody waits for them.
function fetchTheRest() {
  if (fetched) return;
  fetched = true;
  (globalThis.requestIdleCallback ?? setTimeout)(() => ROUTES.forEach(([, page]) => page().catch(() => {}))); // asked for again when it is needed
}

// The title and the focus go to a new page, as they would with one loaded anew; a page that is only drawn again keeps its place.
function settle(main, arrived) {
  const head = main.querySelector('h1');
  document.title = `${head?.textContent ?? 'Keypool'} · Keypool`;
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

function showSignIn() {
  around = null;
  lastPath = null;
  document.title = 'Sign in · Keypool';
  fill(
    document.body,
    signInPage((found) => {
      enter(found);
      refresh();
    }),
  );
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
  forget('You are signed out.');
}

function forget(words) {
  if (!signedIn()) return;
  leave();
  closeLive();
  refresh();
  toast(words);
}

whenSignedOut(() => forget('Your session has ended. Sign in again to go on.'));

async function begin() {
  try {
    const found = wasSignedIn() ? await session() : null;
    if (found) enter(found);
    else leave();
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
