package dev.keypool.pool;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Days and months in UTC, the periods of all limits. A day is counted from 1970-01-01. */
final class Utc {
    private static final long SECONDS_OF_DAY = 86_400;

    private Utc() {}

    static long day(Instant moment) {
        return day(moment.getEpochSecond());
    }

    static long day(long epochSecond) {
        return Math.floorDiv(epochSecond, SECONDS_OF_DAY);
    }

    static Instant startOf(long day) {
        return Instant.ofEpochSecond(day * SECONDS_OF_DAY);
    }

    static Instant startOfMonthAfter(long day) {
        LocalDate first = LocalDate.ofEpochDay(day).withDayOfMonth(1).plusMonths(1);
        return first.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    static boolean sameMonth(long oneDay, long otherDay) {
        return LocalDate.ofEpochDay(oneDay)
                .withDayOfMonth(1)
                .equals(LocalDate.ofEpochDay(otherDay).withDayOfMonth(1));
    }
}
