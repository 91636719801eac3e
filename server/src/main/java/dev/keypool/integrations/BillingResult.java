package dev.keypool.integrations;

import dev.keypool.values.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One line of a sync's answer, as the contract prints it (section 8). */
sealed interface BillingResult {
    String SUCCESS = "success";
    String FAILED = "failed";

    /** Read. */
    record Synced(
            long id,
            String providerName,
            String status,
            @Nullable Money balance,
            @Nullable Money usageToday,
            @Nullable Money usageMonth,
            @Nullable String currency,
            Instant syncedAt)
            implements BillingResult {}

    /** Read as far as the provider tells anything; {@code note} says what it does not. */
    record Noted(
            long id,
            String providerName,
            String status,
            @Nullable Money balance,
            @Nullable Money usageToday,
            @Nullable Money usageMonth,
            @Nullable String currency,
            Instant syncedAt,
            String note)
            implements BillingResult {}

    /** Not read; what was cached stays as it was. */
    record Failed(long id, String providerName, String status, String error, Instant syncedAt)
            implements BillingResult {}
}
