import { hold } from '../router.js';

/**
 * Holds back what would lose unsaved changes: links, Back, and leaving the dashboard. `unsaved()` tells whether there are any, `ask()` is called when
 * a way within the dashboard was held. Returns what lets go again.
 */
export function holdBack(unsaved, ask) {
  const release = hold(() => {
    const stays = unsaved();
    if (stays) ask();
    return stays;
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
