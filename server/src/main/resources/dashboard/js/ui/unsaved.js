import { hold } from '../router.js';

/**
 * Holds back what would lose unsaved changes: leaving the page, and Back within it. `unsaved()` tells whether there are any, `ask()` is called when
 * Back was held. Returns what lets go again.
 */
export function holdBack(unsaved, ask) {
  const address = location.href;
  const release = hold(() => {
    if (!unsaved()) return false;
    history.pushState(null, '', address);
    ask();
    return true;
  });
  const leave = (event) => {
    if (unsaved()) event.preventDefault(); // the browser asks, in words of its own
  };
  addEventListener('beforeunload', leave);
  return () => {
    release();
    removeEventListener('beforeunload', leave);
  };
}
