package dev.keypool.pool;

import dev.keypool.pool.LeaseResult.Cause;
import dev.keypool.pool.LeaseResult.Exhausted;
import dev.keypool.pool.LeaseResult.Reason;
import dev.keypool.values.IntegrationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One look at the keys of a brand and provider: the best of them, or why there is none. Confined to one lease call. */
final class Selection {
    private final KeyGroup keys;
    private final KeyState[] seen;
    private final LeaseRequest request;
    private final Instant now;
    /** True when keys without the model stand aside: then there is one that may have it. */
    private boolean choosy = true;

    private int best = -1;
    private boolean untold;

    Selection(KeyGroup keys, LeaseRequest request, Instant now) {
        this.keys = keys;
        this.seen = new KeyState[keys.size()];
        this.request = request;
        this.now = now;
        boolean without = false;
        for (int i = 0; i < keys.size(); i++) {
            seen[i] = keys.get(i).state();
            without |= consider(i);
        }
        if (!without || anotherMayHaveIt()) return;
        choosy = false;
        for (int i = 0; i < keys.size(); i++) consider(i);
    }

    /** True when the key stands aside since it lacks the model. */
    private boolean consider(int i) {
        if (request.tried().contains(keys.get(i).id())) return false;
        if (lacking(i) != null) return true;
        Cause obstacle = Obstacles.any(seen[i], request.reserve(), now);
        if (obstacle != null) untold |= Notices.due(seen[i], obstacle, request.reserve(), now);
        else if (best < 0 || Order.compare(seen[i], seen[best], now) < 0) best = i;
        return false;
    }

    private @Nullable Instant lacking(int i) {
        return choosy ? seen[i].unusable().of(request.model(), now) : null;
    }

    private boolean anotherMayHaveIt() {
        for (KeyState state : seen) {
            if (state.member().active() && state.unusable().of(request.model(), now) == null) return true;
        }
        return false;
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
        if (request.tried().contains(id)) return new Reason(id, Cause.ALREADY_TRIED, null);
        Reason reason = obstacle(i, null);
        if (reason == null) throw new IllegalStateException("Key " + id.value() + " is free");
        return reason;
    }

    int size() {
        return seen.length;
    }

    /** The state in which a key was seen. */
    KeyState state(int i) {
        return seen[i];
    }

    /**
     * What stands between a key and its lease and passes last, null when it may be leased.
     *
     * @param beside another obstacle, null when there is none
     */
    @Nullable
    Reason obstacle(int i, @Nullable Reason beside) {
        Instant until = lacking(i);
        Reason lacks = until == null ? null : new Reason(keys.get(i).id(), Cause.MODEL_UNAVAILABLE, until);
        Reason others = lacks == null ? beside : beside == null ? lacks : Obstacles.later(lacks, beside);
        return Obstacles.last(seen[i], request.reserve(), others, now);
    }
}
