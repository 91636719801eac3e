package dev.keypool.pool;

import dev.keypool.values.IntegrationId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link Pool#lease} answers. */
public sealed interface LeaseResult {
    record Leased(Lease lease) implements LeaseResult {}

    /**
     * The brand has keys for the provider, but none may be used now.
     *
     * @param retryAt the earliest moment at which one may be free again; null when no moment is known (all inactive)
     * @param reasons one for each key that was not chosen
     */
    record Exhausted(@Nullable Instant retryAt, List<Reason> reasons) implements LeaseResult {
        public Exhausted {
            reasons = List.copyOf(reasons);
        }
    }

    /** The brand has no key for the provider. */
    record NoKey() implements LeaseResult {}

    /**
     * The brand has keys for the provider, but the model has no capacity there just now, whatever the key.
     *
     * @param retryAt when to ask again; over already while one request finds out
     */
    record Overloaded(Instant retryAt) implements LeaseResult {}

    /** Why one key was not chosen, and when that passes (null: not by time alone). */
    record Reason(IntegrationId key, Cause cause, @Nullable Instant until) {}

    /** Why a key is skipped. */
    enum Cause {
        INACTIVE,
        ALREADY_TRIED,
        QUARANTINED,
        PROBING,
        COOLING,
        MINUTE_LIMIT,
        DAILY_LIMIT,
        /** The spend limit is reached, or what is left of it is less than the request may cost. */
        SPEND_LIMIT,
        /** What is left would do, but requests under way may need it. */
        SPEND_RESERVED,
        /** The spend limit blocks, and nobody knows what the request may cost. */
        SPEND_UNPRICED,
        /** The provider said within the hour that this key does not have the model; another key may have it. */
        MODEL_UNAVAILABLE,
        /** In explanations alone: the model has no capacity at the provider, whatever the key. */
        PROVIDER_OVERLOADED
    }
}
