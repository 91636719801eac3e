package dev.keypool.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Moments as they are stored: whole microseconds since 1970, rounded down. No state. */
final class Micros {
    private static final long PER_SECOND = 1_000_000;
    private static final long PER_DAY = 86_400 * PER_SECOND;

    private Micros() {}

    static long of(Instant moment) {
        return Math.addExact(Math.multiplyExact(moment.getEpochSecond(), PER_SECOND), moment.getNano() / 1_000L);
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1_000);
    }

    /** Number of the UTC day, counted from 1970-01-01. */
    static long day(Instant moment) {
        return Math.floorDiv(of(moment), PER_DAY);
    }

    /** The first microsecond of that UTC day. */
    static long startOfDay(long day) {
        return Math.multiplyExact(day, PER_DAY);
    }

    /** Number of the first day of that moment's UTC month. */
    static long firstDayOfMonth(Instant moment) {
        return LocalDate.ofInstant(moment, ZoneOffset.UTC).withDayOfMonth(1).toEpochDay();
    }
}
