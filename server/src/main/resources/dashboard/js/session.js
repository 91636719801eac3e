import { useCsrf } from './api.js';

// Set while a session is believed to live, so that a first visit does not ask the server for one in vain. It holds no secret.
const HINT = 'keypool-signed-in';

// Who is signed in, for the pages to show; null before signing in.
let current = null;

export const wasSignedIn = () => localStorage.getItem(HINT) !== null;

// Where to go on after the way to the issuer and back, in this tab.
const RETURN = 'keypool-return';

export function leaveForIssuer() {
  sessionStorage.setItem(RETURN, location.pathname.slice('/dashboard'.length) + location.search);
}

/** The page that was left, once; a path below /dashboard. */
export function returnPath() {
  const path = sessionStorage.getItem(RETURN) ?? '/';
  sessionStorage.removeItem(RETURN);
  return path.startsWith('/') && !path.startsWith('/sign-in') ? path : '/';
}

export const signedIn = () => current;

export function enter(session) {
  current = session;
  useCsrf(session.csrf_token);
  localStorage.setItem(HINT, '1');
}

export function leave() {
  current = null;
  useCsrf(null);
  localStorage.removeItem(HINT);
}
