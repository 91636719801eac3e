package dev.keypool.pool;

import dev.keypool.pool.SpendLimit.Period;
import dev.keypool.values.Money;
import dev.keypool.values.Utc;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a key has cost, in nano-dollars. Immutable. Figures belong to {@code day} and its month; {@link #on} lets them lapse.
 *
 * @param day the UTC day up to which it is accounted
 * @param own what our ledger counts
 * @param billed the provider's figures, 0 when unknown
 * @param elsewhere what others spent with the key: by how much the provider's figure was above ours when it was asked for.
 *     An attempt that was under way then may be in its figure already, and counts twice until the next figure comes: too
 *     much is safe, too little is not
 * @param told the limit whose excess was told of in its running period: each is told of once per period
 * @param missed the limit of which was told, in its running period, that a request no longer fits under it
 */
record Spend(
        long day,
        Amounts own,
        Amounts billed,
        Amounts elsewhere,
        @Nullable SpendLimit told,
        @Nullable SpendLimit missed) {
    static final Spend NONE = new Spend(0, Amounts.NONE, Amounts.NONE, Amounts.NONE, null, null);

    /**
     * What is known from before. An excess that existed then was told of then: a restart does not tell it again.
     *
     * @param limit the key's limit
     */
    static Spend of(Restored before, @Nullable SpendLimit limit) {
        Amounts own = new Amounts(before.costTodayNanos(), before.costMonthNanos());
        Spend spend = new Spend(Utc.day(before.asOf()), own, Amounts.NONE, Amounts.NONE, null, null);
        return spend.exceeds(limit) ? spend.tell(limit) : spend;
    }

    /** The figures that hold on that day. A clock that went back changes nothing. */
    Spend on(long today) {
        if (today <= day) return this;
        if (!Utc.sameMonth(day, today)) return new Spend(today, Amounts.NONE, Amounts.NONE, Amounts.NONE, null, null);
        return new Spend(today, own.nextDay(), billed.nextDay(), elsewhere.nextDay(), monthly(told), monthly(missed));
    }

    private static @Nullable SpendLimit monthly(@Nullable SpendLimit limit) {
        return limit != null && limit.period() == Period.DAILY ? null : limit;
    }

    Spend plus(Money cost) {
        return new Spend(day, own.plus(cost.nanos()), billed, elsewhere, told, missed);
    }

    OwnSpend own(long today) {
        Spend now = on(today);
        return new OwnSpend(now.day, now.own.today(), now.own.month());
    }

    /**
     * With the provider's own figures; what it does not name stays as it was known, and so does what it named of a day or
     * month that has ended since.
     *
     * @param before what we had counted when it was asked
     */
    Spend billed(@Nullable Money today, @Nullable Money month, OwnSpend before) {
        Long ofToday = today == null || before.day() != day ? null : (Long) today.nanos();
        Long ofMonth = month == null || !Utc.sameMonth(before.day(), day) ? null : (Long) month.nanos();
        Amounts others = elsewhere.with(
                above(ofToday, before.todayNanos(), own.today()), above(ofMonth, before.monthNanos(), own.month()));
        return new Spend(day, own, billed.with(ofToday, ofMonth), others, told, missed);
    }

    /** Ours counts as it was before; less when it was set to zero meanwhile. */
    private static @Nullable Long above(@Nullable Long figure, long before, long now) {
        return figure == null ? null : (Long) Math.max(0, figure - Math.min(before, now));
    }

    /** Ours, or the provider's figure if higher. */
    Money of(Period period) {
        return new Money(Math.max(own.of(period), billed.of(period)));
    }

    /** All that is surely or perhaps spent, reservations apart: never less than {@link #of}. */
    long committed(Period period) {
        return Amounts.sum(own.of(period), elsewhere.of(period));
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
        return new Spend(day, own, billed, elsewhere, limit, missed);
    }

    Spend tellMissed(SpendLimit limit) {
        return new Spend(day, own, billed, elsewhere, told, limit);
    }

    /** Ours starts again at zero; the provider's figures are not ours to reset. What still exceeds stays told. */
    Spend reset(@Nullable SpendLimit limit) {
        Spend reset = new Spend(day, Amounts.NONE, billed, billed, null, null);
        return reset.exceeds(limit) ? reset.tell(told) : reset;
    }
}
