package dev.keypool.integrations;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What moves of a key while it works. Immutable. */
record LiveCount(
        long id,
        long dailyCount,
        long minuteCount,
        String healthStatus,
        int consecutiveFailures,
        @Nullable Instant coolingUntil,
        @Nullable Instant quarantinedUntil,
        boolean spendLimitExceeded,
        @Nullable Instant lastUsedAt) {
    static LiveCount of(LiveKey key, Instant now) {
        var view = key.view();
        var standing = view.standing();
        Instant cooling = standing.coolingUntil();
        return new LiveCount(
                key.key().row().id().value(),
                view.dailyCount(),
                view.minuteCount(),
                standing.health().wire(),
                standing.consecutiveFailures(),
                cooling != null && cooling.isAfter(now) ? cooling : null,
                standing.quarantinedUntil(),
                view.spendExceeded(),
                view.lastUsedAt());
    }
}
