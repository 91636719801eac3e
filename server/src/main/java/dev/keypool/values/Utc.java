package dev.keypool.values;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Days and months in UTC, the periods of all limits. A day is counted from 1970-01-01. */
public final class Utc {
    private static final long SECONDS_OF_DAY = 86_400;

    private Utc() {}

    /** The day of that moment. */
    public static long day(Instant moment) {
        return day(moment.getEpochSecond());
    }

    /** The day of that second since 1970. */
    public static long day(long epochSecond) {
        return Math.floorDiv(epochSecond, SECONDS_OF_DAY);
    }

    /** Its first moment. */
    public static Instant startOf(long day) {
        return Instant.ofEpochSecond(day * SECONDS_OF_DAY);
    }

    /** The first moment of the month after that day's. */
    public static Instant startOfMonthAfter(long day) {
        LocalDate first = LocalDate.ofEpochDay(day).withDayOfMonth(1).plusMonths(1);
        return first.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** Whether both days lie in one month. */
    public static boolean sameMonth(long oneDay, long otherDay) {
        return LocalDate.ofEpochDay(oneDay)
                .withDayOfMonth(1)
                .equals(LocalDate.ofEpochDay(otherDay).withDayOfMonth(1));
    }
}
