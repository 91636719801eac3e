// From the address to a page. Links inside /dashboard change the page without loading it anew.

const ROOT = '/dashboard';
let routes = [];
let outlet = () => {};
const held = [];

/** Where the address stands: path below /dashboard and its query. */
export function here() {
  const path = location.pathname.slice(ROOT.length).replace(/\/+$/, '') || '/';
  return { path, query: Object.fromEntries(new URLSearchParams(location.search)) };
}

/** Address of a page, for links. */
export const to = (path) => ROOT + (path === '/' ? '' : path);

/** With `silently` Back does not lead to the page that is left. */
export function go(path, { silently = false } = {}) {
  if (silently) history.replaceState(null, '', to(path));
  else history.pushState(null, '', to(path));
  outlet(match());
}

/** Changes the query of this page without leaving it, so that filters can be shared, and undone with Back; with `silently` Back does not know of it. */
export function keepQuery(query, { silently = false } = {}) {
  const kept = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const search = kept.length ? `?${new URLSearchParams(kept)}` : '';
  if (search === location.search) return;
  if (silently) history.replaceState(null, '', location.pathname + search);
  else history.pushState(null, '', location.pathname + search);
}

/** Begins: `table` is a list of [pattern, page], `show` is told the page and its parameters whenever the address changes. */
export function start(table, show) {
  routes = table;
  outlet = show;
  addEventListener('popstate', () => {
    const holding = held.find(({ stays }) => stays());
    if (holding) history.pushState(null, '', holding.address);
    else outlet(match());
  });
  document.addEventListener('click', follow);
}

export const refresh = () => outlet(match());

/** Asks `stays()` before a link or Back leaves the page as it is now: when it says true, the page stays. Returns what lets go again. */
export function hold(stays) {
  const holding = { stays, address: location.href };
  held.push(holding);
  return () => held.splice(held.indexOf(holding), 1);
}

function match() {
  const { path, query } = here();
  for (const [pattern, page] of routes) {
    const found = pattern.exec(path);
    if (found) return { page, path, query, parts: found.slice(1).map(decoded) };
  }
  return { page: null, path, query, parts: [] };
}

// An address that is cut within a letter names nothing that exists: the server says so.
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function follow(event) {
  const link = event.target.closest?.('a[href]');
  if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const address = new URL(link.href);
  const ours = address.origin === location.origin && (address.pathname === ROOT || address.pathname.startsWith(`${ROOT}/`));
  if (!ours || link.target || link.hasAttribute('download') || address.hash) return;
  event.preventDefault();
  if (held.some(({ stays }) => stays())) return;
  history.pushState(null, '', address.pathname + address.search);
  outlet(match());
}
