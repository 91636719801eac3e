package dev.keypool.pool;

import dev.keypool.pool.LeaseResult.Cause;
import dev.keypool.pool.LeaseResult.Reason;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What stands between a key and its next lease. Pure. */
final class Obstacles {
    private Obstacles() {}

    /** Any one obstacle, null when the key may be leased. On the hot path: makes no objects. */
    static @Nullable Cause any(KeyState state, @Nullable Money reserve, Instant now) {
        if (!state.member().active()) return Cause.INACTIVE;
        if (state.standing().quarantined(now)) return Cause.QUARANTINED;
        if (state.probe() != null) return Cause.PROBING;
        if (state.standing().cooling(now)) return Cause.COOLING;
        if (state.dayFull(now)) return Cause.DAILY_LIMIT;
        if (state.minuteFull(now)) return Cause.MINUTE_LIMIT;
        return spend(state, reserve, now);
    }

    /** What a spend limit has against a request that may cost that much; null: nothing. */
    static @Nullable Cause spend(KeyState state, @Nullable Money reserve, Instant now) {
        SpendLimit limit = state.member().blockingLimit();
        if (limit == null) return null;
        Spend spend = state.spend(now);
        if (spend.exceeds(limit)) return Cause.SPEND_LIMIT;
        if (reserve == null) return Cause.SPEND_UNPRICED;
        long left = limit.amount().nanos() - spend.committed(limit.period());
        if (reserve.nanos() > left) return Cause.SPEND_LIMIT;
        return reserve.nanos() > left - state.reserved() ? Cause.SPEND_RESERVED : null;
    }

    /** The obstacle that passes last, {@code others} among them: only then is the key free. Null when it is. */
    static @Nullable Reason last(KeyState state, @Nullable Money reserve, @Nullable Reason others, Instant now) {
        IntegrationId id = state.member().id();
        if (!state.member().active()) return new Reason(id, Cause.INACTIVE, null);
        if (state.probe() != null) return new Reason(id, Cause.PROBING, null);
        Standing standing = state.standing();
        Reason last = others;
        if (standing.quarantined(now))
            last = later(last, new Reason(id, Cause.QUARANTINED, standing.quarantinedUntil()));
        if (standing.cooling(now)) last = later(last, new Reason(id, Cause.COOLING, standing.coolingUntil()));
        if (state.dayFull(now)) last = later(last, new Reason(id, Cause.DAILY_LIMIT, dayFree(state, now)));
        if (state.minuteFull(now)) last = later(last, new Reason(id, Cause.MINUTE_LIMIT, minuteFree(state, now)));
        Cause spend = spend(state, reserve, now);
        if (spend != null) last = later(last, new Reason(id, spend, spendFree(state, reserve, now)));
        return last;
    }

    static Reason later(@Nullable Reason one, Reason other) {
        if (one == null || other.until() == null) return other;
        return one.until() == null || one.until().isAfter(other.until()) ? one : other;
    }

    /** Unsent requests hold their places however long they take: only sent ones leave by time. */
    private static @Nullable Instant minuteFree(KeyState state, Instant now) {
        Long limit = state.member().minuteLimit();
        return limit == null ? null : state.counts().minuteBelow(limit - state.unsent(), now);
    }

    private static @Nullable Instant dayFree(KeyState state, Instant now) {
        Long limit = state.member().dailyLimit();
        return limit == null ? null : state.counts().dayBelow(limit - state.unsent(), now);
    }

    /** A new period frees all but what is reserved; a request that alone is too large for the limit never fits. */
    private static @Nullable Instant spendFree(KeyState state, @Nullable Money reserve, Instant now) {
        SpendLimit limit = state.member().blockingLimit();
        if (limit == null || reserve == null) return null;
        boolean fits = reserve.nanos() <= limit.amount().nanos() - state.reserved();
        return fits ? state.spend(now).endOf(limit.period()) : null;
    }
}
