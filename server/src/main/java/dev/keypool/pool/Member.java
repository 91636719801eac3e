package dev.keypool.pool;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import org.jspecify.annotations.Nullable;

/**
 * One key as the pool sees it: configuration alone. Its counts and its standing are kept beside it, by id, so that a change
 * here forgets neither. Immutable.
 *
 * @param active false: never selected
 * @param priority 0 to 100, highest first
 * @param dailyLimit requests per UTC day, at least 1, null = unlimited
 * @param minuteLimit requests in any 60 s, at least 1, null = unlimited
 */
public record Member(
        IntegrationId id,
        BrandId brand,
        String provider,
        boolean active,
        int priority,
        @Nullable Long dailyLimit,
        @Nullable Long minuteLimit,
        @Nullable SpendLimit spendLimit) {}
