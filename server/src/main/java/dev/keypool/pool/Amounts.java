package dev.keypool.pool;

import dev.keypool.pool.SpendLimit.Period;
import org.jspecify.annotations.Nullable;

/** Nano-dollars of a UTC day and of its month. Immutable. */
record Amounts(long today, long month) {
    static final Amounts NONE = new Amounts(0, 0);

    long of(Period period) {
        return switch (period) {
            case DAILY -> today;
            case MONTHLY -> month;
        };
    }

    Amounts plus(long nanos) {
        return new Amounts(sum(today, nanos), sum(month, nanos));
    }

    /** What is named takes the place of what was known. */
    Amounts with(@Nullable Long newToday, @Nullable Long newMonth) {
        return new Amounts(newToday == null ? today : newToday, newMonth == null ? month : newMonth);
    }

    /** As they stand when another day of the same month has begun. */
    Amounts nextDay() {
        return new Amounts(0, month);
    }

    /** Stops at the largest amount: a settlement must not fail, and no limit lies beyond it. */
    static long sum(long nanos, long more) {
        long sum = nanos + more;
        boolean overflow = ((nanos ^ sum) & (more ^ sum)) < 0;
        return overflow ? Long.MAX_VALUE : sum;
    }
}
