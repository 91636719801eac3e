package dev.keypool.pool;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a key is wanted for. Immutable, but for {@code tried}, which is its caller's and read while {@link Pool#lease} runs.
 *
 * @param request the number of the caller's request, the same for all its attempts, of which one is under way at a time:
 *     what fails twice in one request is one failure of the provider
 * @param model as the provider calls it, null when no model is asked
 * @param shared true when all brands reach the same servers under that provider's name; false when each names its own
 * @param reserve the most that it may cost, at least zero; null when nobody knows
 * @param tried keys that this request used already
 */
public record LeaseRequest(
        long request,
        BrandId brand,
        String provider,
        @Nullable String model,
        boolean shared,
        @Nullable Money reserve,
        Set<IntegrationId> tried) {
    public LeaseRequest {
        if (reserve != null && reserve.nanos() < 0) {
            throw new IllegalArgumentException("A reservation is at least zero, not " + reserve.toDecimal());
        }
    }

    /** A request that asks no model and costs nothing. */
    public static LeaseRequest free(BrandId brand, String provider) {
        return new LeaseRequest(0, brand, provider, null, true, Money.ZERO, Set.of());
    }

    LeaseRequest unpriced() {
        return new LeaseRequest(request, brand, provider, model, shared, Money.ZERO, tried);
    }
}
