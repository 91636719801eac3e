package dev.keypool.ledger;

import dev.keypool.values.IntegrationId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger knows of one key's use, to rebuild counters at start.
 *
 * @param sentToday attempts sent since 00:00 UTC (or since the counters were reset, if later)
 * @param recentSends the moments of sends in the last 61 s, oldest first
 * @param lastSentAt last send ever, null when none
 * @param costTodayNanos what counts as spent in this UTC day, nano-dollars: known costs, and what is held for unknown ones
 * @param costMonthNanos the same for this UTC month
 */
public record Use(
        IntegrationId integration,
        long sentToday,
        List<Instant> recentSends,
        @Nullable Instant lastSentAt,
        long costTodayNanos,
        long costMonthNanos) {}
