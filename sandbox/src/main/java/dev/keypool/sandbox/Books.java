package dev.keypool.sandbox;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the sandbox knows about a key at one moment. Immutable. At any moment
 * {@code received = answered + all refusals + aborted by the client + in flight}.
 *
 * @param providers names under which it was played, in order of appearance
 * @param invoiceNanos billed so far, in nano-dollars (10⁻⁹ USD)
 */
public record Books(String key, List<String> providers, Counts counts, Tokens tokens, long invoiceNanos, Peaks peaks) {
    public Books {
        providers = List.copyOf(providers);
    }

    /**
     * Chat calls, but for the last one.
     *
     * @param received head and body have arrived
     * @param answered whole and faultless 200s
     * @param refused everything else that was the sandbox's doing, by reason (a mode, {@code rate_limited} for the minute
     *     limit, {@code out_of_credit}, {@code unknown_key}, {@code bad_request})
     * @param abortedByClient the client went away before the end of a good answer
     * @param otherCalls models, key, credits and the like, whatever came of them
     */
    public record Counts(
            long received,
            long answered,
            Map<String, Long> refused,
            long abortedByClient,
            long inFlight,
            Streams streams,
            long otherCalls) {
        public Counts {
            refused = Map.copyOf(refused);
        }
    }

    /** Of the answered and of the aborted calls those that were streams. */
    public record Streams(long completed, long abortedByClient) {}

    /** Tokens billed; cached ones are part of the prompt, reasoning ones of the completion. */
    public record Tokens(long prompt, long cached, long completion, long reasoning) {}

    /**
     * The busiest 60 s.
     *
     * @param received most chat calls received in any 60 s
     * @param letThrough most chat calls that the minute limit let through in any 60 s
     * @param exact false when more than 1,048,576 came within a minute: then the figures are lower bounds
     */
    public record Peaks(
            int received,
            int letThrough,
            boolean exact,
            @Nullable Instant lastReceivedAt) {}

    public long received() {
        return counts.received();
    }

    public long answered() {
        return counts.answered();
    }

    /** Refusals for that reason. */
    public long refused(String reason) {
        return counts.refused().getOrDefault(reason, 0L);
    }

    public long refusedForAnyReason() {
        return counts.refused().values().stream().mapToLong(Long::longValue).sum();
    }

    public long inFlight() {
        return counts.inFlight();
    }
}
