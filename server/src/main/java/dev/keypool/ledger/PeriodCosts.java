package dev.keypool.ledger;

import dev.keypool.values.Money;

/**
 * What one key cost up to a moment.
 *
 * @param day in the UTC day of that moment
 * @param month in its UTC month
 */
public record PeriodCosts(Cost day, Cost month) {
    /** The known costs lessened, to nothing at the least. */
    PeriodCosts less(ResetTable.Sums forgiven) {
        return new PeriodCosts(less(day, forgiven.day()), less(month, forgiven.month()));
    }

    private static Cost less(Cost cost, long nanos) {
        return new Cost(new Money(Math.max(0, cost.known().nanos() - nanos)), cost.priced(), cost.unknown());
    }
}
