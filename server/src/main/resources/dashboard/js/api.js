// Every call to the server goes through here: the same public API that any program uses, with the session's cookie.

let csrf = null;
let onSignedOut = () => {};

/** A call that was refused. `message` is a sentence to show; `faults` maps names of fields to theirs; `detail` lists them as the API does. */
class Refused extends Error {
  constructor(status, code, message, faults, detail = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.faults = faults;
    this.detail = detail;
  }
}

/** What changing calls prove themselves with; null without a session. */
export function useCsrf(token) {
  csrf = token;
}

/** Called when the server no longer knows the session. */
export function whenSignedOut(listener) {
  onSignedOut = listener;
}

export const get = (path, query, signal) => call('GET', path + search(query), undefined, signal);
export const post = (path, body) => call('POST', path, body);
export const put = (path, body) => call('PUT', path, body);
export const patch = (path, body) => call('PATCH', path, body);
export const del = (path) => call('DELETE', path);

/** `?a=1&b=2` of what has a value. */
function search(query) {
  const kept = Object.entries(query ?? {}).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return kept.length ? `?${new URLSearchParams(kept)}` : '';
}

/** The session as the server tells it, or null when there is none. */
export async function session() {
  try {
    return await call('GET', '/dashboard/session', undefined, undefined, true);
  } catch (refused) {
    if (refused.status === 401) return null;
    throw refused;
  }
}

/** Asks for the session as any other call does: when it is over, whoever waits for that is told. */
export const stillSignedIn = () => call('GET', '/dashboard/session');

export const signIn = (token) => call('POST', '/dashboard/session', { token }, undefined, true);
/** What sign-in by an issuer there is: `name` of the button, null where there is none; `arrival` of whoever has come back from it. */
export const oidc = () => call('GET', '/dashboard/oidc', undefined, undefined, true);
export const signInAs = (client) => call('POST', '/dashboard/oidc/session', { client_id: client }, undefined, true);
export const signOut = () => call('DELETE', '/dashboard/session', undefined, undefined, true);

/** Calls with the token of an invitation; whoever is signed in in this browser is left out of it. */
export const guest = (token) => ({
  look: () => call('GET', '/api/v1/invitation', undefined, undefined, true, bearer(token)),
  redeem: (body) => call('POST', '/api/v1/invitation', body, undefined, true, bearer(token)),
});

const bearer = (token) => ({ Authorization: `Bearer ${token}` });

/**
 * Posts, and gives the answer itself, to be read as it comes. A refusal is thrown as by every call; `told` is then what the gateway says beside
 * its sentence (`param`, `reasons`, `attempts`).
 */
export async function open(path, body, { signal, headers }) {
  const answer = await send('POST', path, body, signal, headers);
  if (answer.ok) return answer;
  const read = await answer.json().catch(() => null);
  if (answer.status === 401) onSignedOut();
  throw Object.assign(refusal(answer, read), { told: read?.error ?? {} });
}

async function call(method, path, body, signal, ofSession = false, more = {}) {
  const answer = await send(method, path, body, signal, more);
  const read = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (answer.ok) return read;
  if (answer.status === 401 && !ofSession) onSignedOut();
  throw refusal(answer, read);
}

async function send(method, path, body, signal, more = {}) {
  const headers = { Accept: 'application/json', ...more };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET' && csrf && !more.Authorization) headers['X-CSRF-Token'] = csrf;
  try {
    return await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
      credentials: more.Authorization ? 'omit' : 'same-origin',
      cache: 'no-store',
    });
  } catch (fault) {
    if (fault.name === 'AbortError') throw fault;
    throw new Refused(
      0,
      'unreachable',
      'The server cannot be reached. Check that Keypool runs and that your network is up, then try again.',
      {},
    );
  }
}

function refusal(answer, read) {
  const error = read?.error;
  const wait = answer.headers.get('Retry-After');
  let message = typeof error === 'string' ? error : error?.message;
  message ??= `The server answered ${answer.status} without a reason.`;
  if (answer.status === 429 && /^\d+$/.test(wait ?? '')) message += ` Try again in ${wait} s.`;
  const detail = Array.isArray(read?.detail) ? read.detail : [];
  const faults = error?.param ? { [error.param]: error.message } : faultsOf(detail); // the gateway names one field
  return new Refused(answer.status, read?.code ?? error?.code ?? null, message, faults, detail);
}

// 422 lists {"loc": ["body", "credentials", "api_key"], "msg"}: the last name is the field's. Of a list a number follows it: ["body", "models", "2"].
function faultsOf(detail) {
  const faults = {};
  for (const { loc, msg } of detail) {
    const name = String(loc.findLast((part) => !/^\d+$/.test(part)));
    faults[name] = faults[name] ? `${faults[name]} ${msg}` : msg;
  }
  return faults;
}
