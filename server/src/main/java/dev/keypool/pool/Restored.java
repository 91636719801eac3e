package dev.keypool.pool;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a key from before this process: from the ledger and the standing store.
 *
 * @param sentToday requests sent since 00:00 UTC of {@code asOf}
 * @param recentSends moments of the sends of the last 61 s
 * @param costTodayNanos own cost of this UTC day, nano-dollars
 * @param costMonthNanos own cost of this UTC month, nano-dollars
 */
public record Restored(
        Instant asOf,
        long sentToday,
        List<Instant> recentSends,
        @Nullable Instant lastUsedAt,
        long costTodayNanos,
        long costMonthNanos,
        Standing standing) {
    public Restored {
        recentSends = List.copyOf(recentSends);
        if (sentToday < 0) throw new IllegalArgumentException("Requests are counted from zero, not " + sentToday);
    }
}
