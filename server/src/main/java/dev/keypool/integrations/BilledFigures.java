package dev.keypool.integrations;

import dev.keypool.values.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The provider's own figures from the last billing sync. Immutable; null where the provider names none.
 *
 * @param usageToday spend of the running UTC day
 * @param usageMonth spend of the running UTC month
 * @param currency ISO 4217 code of all three amounts
 * @param syncedAt null when there was no sync yet
 */
record BilledFigures(
        @Nullable Money balance,
        @Nullable Money usageToday,
        @Nullable Money usageMonth,
        @Nullable String currency,
        @Nullable Instant syncedAt) {
    static final BilledFigures NONE = new BilledFigures(null, null, null, null, null);
}
