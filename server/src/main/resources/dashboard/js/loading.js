import { keepFocus } from './dom.js';

/**
 * Shows in a place what the server tells, as often as it is asked: of several questions only the latest counts, so that no late answer stands over
 * a newer one. `ask()` resolves with what `show(told)` then draws. `load()` throws what went wrong, `again()` hands it to `wrong(fault)`; `stale()`, for
 * whoever asks the server beside this, gives a function that tells whether it was asked since.
 */
export function loading(place, ask, show, wrong) {
  let turn = 0;
  const stale = () => {
    const mine = turn;
    return () => mine !== turn;
  };
  const load = async () => {
    turn += 1;
    const late = stale();
    try {
      const told = await ask();
      if (!late()) keepFocus(place, () => show(told));
    } catch (fault) {
      if (!late()) throw fault;
    }
  };
  const again = () => load().catch((fault) => keepFocus(place, () => wrong(fault)));
  return { load, again, stale };
}
