package dev.keypool.pool;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key's live truth at one moment.
 *
 * @param dailyCount requests sent since 00:00 UTC (or the last reset)
 * @param minuteCount requests sent in the last 60 s, in one-second steps
 * @param lastUsedAt last request sent
 * @param spendExceeded whether the spend of the limit's period has reached it; false without a limit
 * @param standing health
 * @param inFlight leases not yet settled
 * @param nextProbeAt when a quarantined key is probed next, null when it is not in quarantine
 */
public record KeyView(
        long dailyCount,
        long minuteCount,
        @Nullable Instant lastUsedAt,
        boolean spendExceeded,
        Standing standing,
        int inFlight,
        @Nullable Instant nextProbeAt) {}
