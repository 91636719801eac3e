package dev.keypool.integrations;

import dev.keypool.values.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * That the provider's figure of a period and our ledger part. Immutable.
 *
 * @param firstDay first UTC day of the period
 * @param theirs the provider's figure, dollars
 * @param ours our ledger's, dollars
 */
record Drift(Period period, LocalDate firstDay, Money theirs, Money ours) {
    /** Over which time both figures add up. */
    enum Period {
        DAY,
        MONTH;

        LocalDate firstDay(Instant now) {
            LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
            return this == DAY ? today : today.withDayOfMonth(1);
        }
    }

    boolean theirsIsHigher() {
        return theirs.compareTo(ours) > 0;
    }

    /** True while the period runs. */
    boolean of(Instant now) {
        return firstDay.equals(period.firstDay(now));
    }

    /** The figures as a sentence without its end. */
    String figures() {
        return "The provider says " + theirs.toDecimal() + " USD " + (period == Period.DAY ? "today" : "this month")
                + ", our ledger says " + ours.toDecimal();
    }
}
