import { get } from '../api.js';
import { absorb, stamp } from './keystate.js';

const SHARED_MS = 500;
let asked = null;

/**
 * Keeps what is drawn of a key true: `live(counts)` takes what the server pushes and moves the two bars, `tick()` notices what time alone changes;
 * `show()` draws the words anew, and is called only when they would differ. `cause` is the key's line of the health overview.
 */
export function standing(key, cause, { minute, today }, show) {
  let drawn = stamp(key, cause);
  const tick = () => {
    if (drawn === stamp(key, cause)) return;
    drawn = stamp(key, cause);
    show();
  };
  const live = (counts) => {
    const failed = counts.consecutive_failures > key.consecutive_failures;
    absorb(key, cause, counts);
    minute.update(key.minute_count, key.minute_limit);
    today.update(key.daily_count, key.daily_limit);
    tick();
    if (failed) renew(key, cause, tick);
  };
  show();
  return { live, tick };
}

// The stream tells that a key failed; the overview tells why.
async function renew(key, cause, tick) {
  try {
    Object.assign(
      cause,
      (await overview()).integrations.find((one) => one.id === key.id),
    );
    tick();
  } catch {
    // The words stay without the reason until the page is drawn again: what matters, the health itself, is there.
  }
}

// Keys that fail together are asked for together.
function overview() {
  asked ??= get('/api/v1/integrations/health').finally(() =>
    setTimeout(() => {
      asked = null;
    }, SHARED_MS),
  );
  return asked;
}
