package dev.keypool.pool;

import dev.keypool.pool.LeaseResult.Cause;
import dev.keypool.pool.LeaseResult.Reason;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why each key of a brand and provider would or would not be leased at one moment. Nothing is taken, and nobody is told.
 * Immutable.
 *
 * @param candidates those that may be leased first, in the order of selection; then the others, the soonest free first
 */
public record Explanation(List<Candidate> candidates) {
    private static final Comparator<Candidate> SOONEST = Comparator.comparing(
                    Candidate::until, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(Candidate::key);

    public Explanation {
        candidates = List.copyOf(candidates);
    }

    /**
     * One key.
     *
     * @param obstacle what stands in its way and passes last, null when it may be leased
     * @param health as it is now
     * @param inFlight leases not yet settled
     */
    public record Candidate(IntegrationId key, @Nullable Reason obstacle, Left left, Health health, int inFlight) {
        /** When it is free again; null when it is, or when that takes more than time. */
        public @Nullable Instant until() {
            return obstacle == null ? null : obstacle.until();
        }
    }

    /**
     * What is left under a key's limits, never below zero; null where there is no limit.
     *
     * @param day requests in this UTC day
     * @param minute requests in the last 60 s
     * @param spend nano-dollars in the limit's period
     */
    public record Left(
            @Nullable Long day,
            @Nullable Long minute,
            @Nullable Money spend) {}

    /** @param overloadedUntil when the model's circuit lets one through, null when it is closed */
    static Explanation of(Selection selection, @Nullable Instant overloadedUntil, Instant now) {
        List<KeyState> free = new ArrayList<>();
        List<Candidate> others = new ArrayList<>();
        for (int i = 0; i < selection.size(); i++) {
            KeyState state = selection.state(i);
            Reason obstacle = selection.obstacle(i, overloaded(state, overloadedUntil));
            if (obstacle == null) free.add(state);
            else others.add(candidate(state, obstacle, now));
        }
        free.sort((one, other) -> Order.compare(one, other, now));
        others.sort(SOONEST);
        List<Candidate> all = new ArrayList<>();
        for (KeyState state : free) all.add(candidate(state, null, now));
        all.addAll(others);
        return new Explanation(all);
    }

    private static @Nullable Reason overloaded(KeyState state, @Nullable Instant until) {
        return until == null ? null : new Reason(state.member().id(), Cause.PROVIDER_OVERLOADED, until);
    }

    private static Candidate candidate(KeyState state, @Nullable Reason obstacle, Instant now) {
        return new Candidate(
                state.member().id(),
                obstacle,
                left(state, now),
                state.standing().health(),
                state.inFlight());
    }

    private static Left left(KeyState state, Instant now) {
        Long day = state.member().dailyLimit();
        Long minute = state.member().minuteLimit();
        SpendLimit spend = state.member().spendLimit();
        return new Left(
                day == null ? null : (Long) Math.max(0, state.dayLeft(day, now)),
                minute == null ? null : (Long) Math.max(0, state.minuteLeft(minute, now)),
                spend == null ? null : spendLeft(spend, state, now));
    }

    private static Money spendLeft(SpendLimit limit, KeyState state, Instant now) {
        Money spent = state.spend(now).of(limit.period());
        return spent.compareTo(limit.amount()) >= 0
                ? Money.ZERO
                : limit.amount().minus(spent);
    }
}
