package dev.keypool.pool;

import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The right to send one request with one key. Ends by {@link #settle} exactly once; a second call throws. */
public interface Lease {
    IntegrationId key();

    /** True when this is the single probe of a quarantined key. */
    boolean probe();

    /**
     * What the request counts as having cost if that never becomes known: the most that it may have. For keys that block at
     * their spend limit, since unknown is not zero; null for others.
     */
    @Nullable
    Money held();

    /** The request leaves now: from here it counts in the minute and the day. At most once, before {@link #settle}. */
    void sent(Instant now);

    /**
     * The attempt is over. If it was never {@link #sent}, its place under the limits is given back, and it
     * cost nothing.
     *
     * @param cost what it cost, null when unknown: then {@link #held} counts
     */
    void settle(Outcome outcome, @Nullable Money cost, Instant now);
}
