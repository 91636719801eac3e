package dev.keypool.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * What the provider allows and bills a key. Immutable. Money in nano-dollars (10⁻⁹ USD).
 *
 * @param minuteLimit chat calls let through in any 60 s, 1 to 1,000,000; null: no limit
 * @param creditNanos all that the key may ever spend; null: no figure, nothing refused
 * @param reportsCost whether {@code usage.cost} is in the answers; null: yes for openrouter, no for the others
 * @param elsewhereTodayNanos spent today outside the sandbox, shown by the billing calls on top of the invoice
 * @param elsewhereMonthNanos the same for this month, today included
 */
public record Account(
        @Nullable Integer minuteLimit,
        @Nullable Long creditNanos,
        @Nullable Boolean reportsCost,
        long elsewhereTodayNanos,
        long elsewhereMonthNanos) {
    /** No limits, no credit figure. */
    public static final Account OPEN = new Account(null, null, null, 0, 0);

    public Account {
        Checks.that(
                minuteLimit == null || (minuteLimit >= 1 && minuteLimit <= 1_000_000),
                "minute_limit must be 1 to 1000000, or null for none; it was " + minuteLimit + ".");
        Checks.that(creditNanos == null || creditNanos >= 0, "credit must not be negative.");
        Checks.that(elsewhereTodayNanos >= 0, "spent_elsewhere_today must not be negative.");
        Checks.that(
                elsewhereMonthNanos >= elsewhereTodayNanos,
                "spent_elsewhere_month includes today, so it must be at least spent_elsewhere_today.");
    }
}
