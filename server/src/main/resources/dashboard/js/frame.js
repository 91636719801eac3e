import { fill, h } from './dom.js';
import { here, to } from './router.js';
import { signedIn } from './session.js';
import { theme, THEMES, useTheme } from './theme.js';
import { icon } from './ui/icons.js';

const PLACES = [
  ['/', 'Overview', 'overview'],
  ['/vault', 'Vault', 'vault'],
  ['/agents', 'Agents', 'agents'],
  ['/routing', 'Routing', 'routing'],
  ['/playground', 'Playground', 'playground'],
  ['/usage', 'Usage', 'usage'],
  ['/traces', 'Traces', 'traces'],
];

/** What stands around every page: places to go, who is signed in. `main` is where pages go; `mark()` tells which place is the present one. */
export function frame(onSignOut) {
  const main = h('main', { id: 'main', tabindex: '-1' });
  const links = PLACES.map(([path, name, sign]) => h('a', { href: to(path) }, icon(sign), name));
  const element = h(
    'div.frame',
    {},
    h(
      'header.side',
      {},
      h('a.mark', { href: to('/') }, icon('mark', 26), 'Keypool'),
      h('nav.places', { 'aria-label': 'Pages' }, links),
      who(onSignOut),
    ),
    main,
  );
  const mark = () => links.forEach((link, at) => current(PLACES[at][0], link));
  return { element, main, mark };
}

/** The link for the keyboard that jumps over all this. */
export function skipLink() {
  return h(
    'a.skip',
    {
      href: '#main',
      onclick: (event) => {
        event.preventDefault();
        document.getElementById('main')?.focus();
      },
    },
    'Skip to the page',
  );
}

/** Goes round through the themes. */
export function themeSwitch() {
  const button = h('button.button.quiet.icon', { type: 'button' });
  const show = () => {
    const words = `Theme: ${theme()}. Switch to ${next()}`;
    button.setAttribute('aria-label', words);
    button.title = words;
    fill(button, icon(theme()));
  };
  button.addEventListener('click', () => {
    useTheme(next());
    show();
  });
  show();
  return button;
}

const next = () => THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length];

function current(path, link) {
  const at = here().path;
  const inside = path === '/' ? at === '/' : at === path || at.startsWith(`${path}/`);
  if (!inside) {
    link.removeAttribute('aria-current');
    return;
  }
  link.setAttribute('aria-current', 'page');
  const places = link.parentElement; // a row that scrolls on narrow screens
  places.scrollLeft = link.offsetLeft - (places.clientWidth - link.offsetWidth) / 2;
}

function who(onSignOut) {
  const session = signedIn();
  return h(
    'div.who',
    {},
    h('div.who-name', {}, h('strong', {}, session.brand_name), h('span.small.muted', {}, session.client_name), session.person && h('span.small.muted.person', {}, session.person)),
    h('div.who-actions', {}, themeSwitch(), h('button.button.quiet', { type: 'button', onclick: onSignOut }, icon('out', 18), 'Sign out')),
  );
}
