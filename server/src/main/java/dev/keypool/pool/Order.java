package dev.keypool.pool;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which of two keys that may be leased goes first (integrations contract, section 7). Negative: the first. Pure.
 *
 * <p>A key whose quarantine is over goes before all others, whatever its priority, until its one probe is under way. In any
 * other place it would wait for as long as a better key lives, and a key that nobody tries never comes back. The probing
 * request risks little: should the probe fail, the caller goes on to the other keys as after any failed first attempt.
 */
final class Order {
    private Order() {}

    static int compare(KeyState one, KeyState other, Instant now) {
        int order =
                dueProbes(one.standing().quarantinedUntil(), other.standing().quarantinedUntil());
        if (order == 0) order = byRank(one, other);
        if (order == 0) order = Share.of(other, now).compareTo(Share.of(one, now));
        if (order == 0) order = Integer.compare(one.inFlight(), other.inFlight());
        if (order == 0)
            order = earlier(one.counts().lastUsedAt(), other.counts().lastUsedAt());
        return order == 0 ? one.member().id().compareTo(other.member().id()) : order;
    }

    /** Highest priority, then the healthier: what can be said without limits and without a moment. */
    static int byRank(KeyState one, KeyState other) {
        int order = Integer.compare(other.member().priority(), one.member().priority());
        return order == 0 ? one.standing().health().compareTo(other.standing().health()) : order;
    }

    /** Both may be leased, so that one with a quarantine has served it. The one due for longest goes first. */
    private static int dueProbes(@Nullable Instant one, @Nullable Instant other) {
        if (one == null) return other == null ? 0 : 1;
        return other == null ? -1 : one.compareTo(other);
    }

    /** Never used is earliest. */
    private static int earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null) return other == null ? 0 : -1;
        return other == null ? 1 : one.compareTo(other);
    }
}
