package dev.keypool.pool;

import dev.keypool.pool.LeaseResult.Cause;
import dev.keypool.pool.SpendLimit.Action;
import dev.keypool.pool.StandingStore.Event;
import dev.keypool.pool.StandingStore.Event.Kind;
import dev.keypool.values.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is told once per window, day or spend period, however often it is met: a limit, a cap on spend. Pure. */
final class Notices {
    private Notices() {}

    /** True when a key was passed over for that cause, and nobody was told yet. */
    static boolean due(KeyState state, Cause cause, @Nullable Money reserve, Instant now) {
        return switch (cause) {
            case MINUTE_LIMIT -> !state.counts().minuteLimitTold(now);
            case DAILY_LIMIT -> !state.counts().dailyLimitTold(now);
            case SPEND_LIMIT -> spend(state, now) != null || missed(state, reserve, now) != null;
            case INACTIVE,
                    ALREADY_TRIED,
                    QUARANTINED,
                    PROBING,
                    COOLING,
                    SPEND_RESERVED,
                    SPEND_UNPRICED,
                    MODEL_UNAVAILABLE,
                    PROVIDER_OVERLOADED -> false;
        };
    }

    /** That a request met the limit of the day or of the minute, null when there is nothing new to tell. */
    static @Nullable Change limit(KeyState state, Instant now) {
        Counts counts = state.counts();
        Member member = state.member();
        if (state.dayFull(now)) {
            if (counts.dailyLimitTold(now)) return null;
            String cause = "The daily limit of " + member.dailyLimit() + " requests is used up.";
            return told(state.with(counts.tellDailyLimit(now)), new Event(Kind.LIMIT_REACHED, now, cause));
        }
        if (!state.minuteFull(now) || counts.minuteLimitTold(now)) return null;
        String cause = "The limit of " + member.minuteLimit() + " requests in 60 s is used up.";
        return told(state.with(counts.tellMinuteLimit(now)), new Event(Kind.LIMIT_REACHED, now, cause));
    }

    /** That spend reached its cap, null when there is nothing new to tell. */
    static @Nullable Change spend(KeyState state, Instant now) {
        SpendLimit limit = state.member().spendLimit();
        if (limit == null) return null;
        Spend spend = state.spend(now);
        if (!spend.exceeds(limit) || limit.equals(spend.told())) return null;
        return told(state.with(spend.tell(limit)), spendEvent(spend, limit, now));
    }

    /** That a request no longer fits under a blocking cap that is not yet reached, null when there is nothing new to tell. */
    static @Nullable Change missed(KeyState state, @Nullable Money reserve, Instant now) {
        SpendLimit limit = state.member().blockingLimit();
        if (limit == null || reserve == null || Obstacles.spend(state, reserve, now) != Cause.SPEND_LIMIT) return null;
        Spend spend = state.spend(now);
        boolean fitsNever = reserve.compareTo(limit.amount()) > 0;
        if (fitsNever || limit.equals(spend.told()) || limit.equals(spend.missed())) return null;
        String cause = "A request that may cost " + reserve.toDecimal() + " does not fit: "
                + new Money(spend.committed(limit.period())).toDecimal() + " of the "
                + limit.period().wire() + " limit of " + limit.amount().toDecimal() + " is spent.";
        return told(state.with(spend.tellMissed(limit)), new Event(Kind.SPEND_BLOCKED, now, cause));
    }

    private static Event spendEvent(Spend spend, SpendLimit limit, Instant now) {
        String reached = "Spend of " + spend.of(limit.period()).toDecimal() + " reached the "
                + limit.period().wire() + " limit of " + limit.amount().toDecimal() + ".";
        if (limit.action() == Action.WARN) return new Event(Kind.SPEND_WARNED, now, reached);
        String until = " Not selected until " + Events.wire(spend.endOf(limit.period())) + ".";
        return new Event(Kind.SPEND_BLOCKED, now, reached + until);
    }

    private static Change told(KeyState state, Event event) {
        return new Change(state.with(state.standing().renewed()), event);
    }
}
