package dev.keypool.pool;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the key of each request (integrations contract, sections 6 and 7). Thread-safe and lock-free: a key's whole state
 * is one immutable value, moved by compare-and-set. Plain Java: time is handed in.
 */
public final class Pool {
    public Pool(PoolSettings settings, RandomGenerator random, StandingStore store) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** Adds a key or replaces its configuration; counts and standing stay. */
    public void put(Member member) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** Forgets a key. Leases in flight still settle. */
    public void remove(IntegrationId id) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** Sets what is known from before, at start, before the first lease. */
    public void restore(IntegrationId id, Restored before) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** Takes the best key of that brand and provider that is not in {@code tried}. Never blocks. */
    public LeaseResult lease(BrandId brand, String provider, Set<IntegrationId> tried, Instant now) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** The key's live truth, empty when the pool does not know it. */
    public Optional<KeyView> view(IntegrationId id, Instant now) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** Providers for which the brand has an active key, in selection order of their best key. */
    public java.util.List<String> providers(BrandId brand) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** Ends cooling and quarantine and clears the failures. */
    public void resetHealth(IntegrationId id, Instant now) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** Day, minute and spend counters start again at zero. */
    public void resetUsage(IntegrationId id, Instant now) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** Judges a key from outside of a lease: the result of a test call that is to be applied. */
    public void judge(IntegrationId id, Outcome outcome, Instant now) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** The provider's own figures of the running day and month, null where unknown: they count when higher than ours. A positive balance ends a cooling for no credit; a zero one begins it. */
    public void billed(
            IntegrationId id, @Nullable Money today, @Nullable Money month, @Nullable Money balance, Instant now) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }
}
