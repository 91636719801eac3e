package dev.keypool.pool;

import dev.keypool.pool.SpendLimit.Period;
import dev.keypool.values.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a key has cost, in nano-dollars. Immutable. Figures belong to {@code day} and its month; {@link #on} lets them lapse.
 *
 * @param day the UTC day up to which it is accounted
 * @param ownToday what our ledger counts in that day
 * @param ownMonth what our ledger counts in that day's month
 * @param billedToday the provider's figure of that day, 0 when unknown
 * @param billedMonth the provider's figure of that month, 0 when unknown
 * @param told the limit whose excess was told of in its running period: each is told of once per period
 */
record Spend(
        long day,
        long ownToday,
        long ownMonth,
        long billedToday,
        long billedMonth,
        @Nullable SpendLimit told) {
    static final Spend NONE = new Spend(0, 0, 0, 0, 0, null);

    /**
     * What is known from before. An excess that existed then was told of then: a restart does not tell it again.
     *
     * @param limit the key's limit
     */
    static Spend of(Restored before, @Nullable SpendLimit limit) {
        long day = Utc.day(before.asOf());
        Spend spend = new Spend(day, before.costTodayNanos(), before.costMonthNanos(), 0, 0, null);
        return spend.exceeds(limit) ? spend.tell(limit) : spend;
    }

    /** The figures that hold on that day. A clock that went back changes nothing. */
    Spend on(long today) {
        if (today <= day) return this;
        if (!Utc.sameMonth(day, today)) return new Spend(today, 0, 0, 0, 0, null);
        boolean lapsed = told != null && told.period() == Period.DAILY;
        return new Spend(today, 0, ownMonth, 0, billedMonth, lapsed ? null : told);
    }

    Spend plus(Money cost) {
        return new Spend(day, sum(ownToday, cost.nanos()), sum(ownMonth, cost.nanos()), billedToday, billedMonth, told);
    }

    /** With the provider's own figures; what it does not name stays as it was known. */
    Spend billed(@Nullable Money today, @Nullable Money month) {
        return new Spend(
                day,
                ownToday,
                ownMonth,
                today == null ? billedToday : today.nanos(),
                month == null ? billedMonth : month.nanos(),
                told);
    }

    /** Ours, or the provider's figure if higher. */
    Money of(Period period) {
        return new Money(
                switch (period) {
                    case DAILY -> Math.max(ownToday, billedToday);
                    case MONTHLY -> Math.max(ownMonth, billedMonth);
                });
    }

    boolean exceeds(@Nullable SpendLimit limit) {
        return limit != null && of(limit.period()).compareTo(limit.amount()) >= 0;
    }

    /** When the running period ends. */
    Instant endOf(Period period) {
        return switch (period) {
            case DAILY -> Utc.startOf(day + 1);
            case MONTHLY -> Utc.startOfMonthAfter(day);
        };
    }

    Spend tell(@Nullable SpendLimit limit) {
        return new Spend(day, ownToday, ownMonth, billedToday, billedMonth, limit);
    }

    /** Ours starts again at zero; the provider's figures are not ours to reset. What still exceeds stays told. */
    Spend reset(@Nullable SpendLimit limit) {
        Spend reset = new Spend(day, 0, 0, billedToday, billedMonth, null);
        return reset.exceeds(limit) ? reset.tell(told) : reset;
    }

    /** Stops at the largest amount: a settlement must not fail, and no limit lies beyond it. */
    private static long sum(long nanos, long more) {
        long sum = nanos + more;
        boolean overflow = ((nanos ^ sum) & (more ^ sum)) < 0;
        return overflow ? Long.MAX_VALUE : sum;
    }
}
