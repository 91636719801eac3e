package dev.keypool.pool;

import dev.keypool.pool.LeaseResult.Cause;
import dev.keypool.pool.LeaseResult.Exhausted;
import dev.keypool.pool.LeaseResult.Reason;
import dev.keypool.values.IntegrationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One look at the keys of a brand and provider: the best of them, or why there is none. Confined to one lease call. */
final class Selection {
    private final KeyGroup keys;
    private final KeyState[] seen;
    private final Set<IntegrationId> tried;
    private final Instant now;
    private int best = -1;
    private boolean untold;

    Selection(KeyGroup keys, Set<IntegrationId> tried, Instant now) {
        this.keys = keys;
        this.seen = new KeyState[keys.size()];
        this.tried = tried;
        this.now = now;
        for (int i = 0; i < keys.size(); i++) {
            seen[i] = keys.get(i).state();
            consider(i);
        }
    }

    private void consider(int i) {
        if (tried.contains(keys.get(i).id())) return;
        Cause obstacle = Obstacles.any(seen[i], now);
        if (obstacle != null) untold |= Notices.due(seen[i], obstacle, now);
        else if (best < 0 || Order.compare(seen[i], seen[best], now) < 0) best = i;
    }

    /** True when a key may be leased. */
    boolean found() {
        return best >= 0;
    }

    /** The key that goes first. */
    Key best() {
        return keys.get(best);
    }

    /** The state in which it was seen. */
    KeyState bestState() {
        return seen[best];
    }

    /** True when a key was passed over for a limit of which nobody was told yet. */
    boolean untold() {
        return untold;
    }

    /**
     * True when no key moved, came or went since it was seen, so that all were at once as they were seen one after the other.
     * Only then is "none is free" a fact: keys that take turns in being full all look full to a reader who passes by.
     */
    boolean holds(KeyGroup present) {
        if (present != keys) return false;
        for (int i = 0; i < keys.size(); i++) if (!keys.get(i).stillAt(seen[i])) return false;
        return true;
    }

    /** Why none may be leased. */
    Exhausted exhausted() {
        List<Reason> reasons = new ArrayList<>(keys.size());
        Instant retryAt = null;
        for (int i = 0; i < keys.size(); i++) {
            Reason reason = reason(i);
            reasons.add(reason);
            Instant until = reason.until();
            if (until != null && (retryAt == null || until.isBefore(retryAt))) retryAt = until;
        }
        return new Exhausted(retryAt, reasons);
    }

    private Reason reason(int i) {
        IntegrationId id = keys.get(i).id();
        return tried.contains(id) ? new Reason(id, Cause.ALREADY_TRIED, null) : Obstacles.last(id, seen[i], now);
    }
}
