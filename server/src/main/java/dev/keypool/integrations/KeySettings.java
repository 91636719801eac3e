package dev.keypool.integrations;

import dev.keypool.pool.SpendLimit;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a key decides about it. Immutable.
 *
 * @param label 1 to 120 characters, null when it has none
 * @param priority 0 to 100; follows {@code primary} (10 or 0) unless it was set by itself
 * @param dailyLimit requests per UTC day, at least 1, null = unlimited
 * @param minuteLimit requests in any 60 s, at least 1, null = unlimited
 * @param accountGroup names the account that the key shares with others, 1 to 64 characters, null when it shares none
 */
record KeySettings(
        @Nullable String label,
        boolean active,
        boolean primary,
        int priority,
        @Nullable Long dailyLimit,
        @Nullable Long minuteLimit,
        @Nullable SpendLimit spendLimit,
        @Nullable String accountGroup) {
    static final int PRIMARY_PRIORITY = 10;
    static final int SECONDARY_PRIORITY = 0;

    KeySettings {
        if (priority < 0 || priority > 100) throw new IllegalArgumentException("A priority is 0 to 100: " + priority);
    }

    /** A key that shares no account. */
    KeySettings(
            @Nullable String label,
            boolean active,
            boolean primary,
            int priority,
            @Nullable Long dailyLimit,
            @Nullable Long minuteLimit,
            @Nullable SpendLimit spendLimit) {
        this(label, active, primary, priority, dailyLimit, minuteLimit, spendLimit, null);
    }

    KeySettings ranked(int rank) {
        return new KeySettings(label, active, primary, rank, dailyLimit, minuteLimit, spendLimit, accountGroup);
    }

    static int priorityOf(boolean primary) {
        return primary ? PRIMARY_PRIORITY : SECONDARY_PRIORITY;
    }
}
