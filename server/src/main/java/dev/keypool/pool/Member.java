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
 * @param accountGroup names the provider's account: keys of one brand, provider and group cool together; null = alone
 */
public record Member(
        IntegrationId id,
        BrandId brand,
        String provider,
        boolean active,
        int priority,
        @Nullable Long dailyLimit,
        @Nullable Long minuteLimit,
        @Nullable SpendLimit spendLimit,
        @Nullable String accountGroup) {
    private static final int HIGHEST_PRIORITY = 100;

    public Member {
        if (priority < 0 || priority > HIGHEST_PRIORITY) {
            throw new IllegalArgumentException("A priority is 0 to 100, not " + priority);
        }
        atLeastOne("daily limit", dailyLimit);
        atLeastOne("minute limit", minuteLimit);
    }

    /** A key whose account no other key shares. */
    public Member(
            IntegrationId id,
            BrandId brand,
            String provider,
            boolean active,
            int priority,
            @Nullable Long dailyLimit,
            @Nullable Long minuteLimit,
            @Nullable SpendLimit spendLimit) {
        this(id, brand, provider, active, priority, dailyLimit, minuteLimit, spendLimit, null);
    }

    /** The limit that no request may overshoot, null when there is none. */
    @Nullable
    SpendLimit blockingLimit() {
        return spendLimit != null && spendLimit.action() == SpendLimit.Action.BLOCK ? spendLimit : null;
    }

    private static void atLeastOne(String name, @Nullable Long limit) {
        if (limit != null && limit < 1) {
            throw new IllegalArgumentException("A " + name + " is at least 1 or null, not " + limit);
        }
    }
}
