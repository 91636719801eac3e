package dev.keypool.ledger;

import dev.keypool.values.Money;
import org.jspecify.annotations.Nullable;

/**
 * What some attempts cost. Immutable.
 *
 * @param known sum of the known costs
 * @param priced sent attempts with a known cost
 * @param unknown sent attempts without one
 */
public record Cost(Money known, long priced, long unknown) {
    public static final Cost NONE = new Cost(Money.ZERO, 0, 0);

    /** The sum as far as it is known; null when there were attempts and nothing is known of any: that is not zero. */
    public @Nullable Money amount() {
        return priced == 0 && unknown > 0 ? null : known;
    }

    Cost plus(Cost other) {
        return new Cost(known.plus(other.known), priced + other.priced, unknown + other.unknown);
    }

    Cost minus(Cost other) {
        return new Cost(known.minus(other.known), priced - other.priced, unknown - other.unknown);
    }
}
