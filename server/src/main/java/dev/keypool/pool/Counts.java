package dev.keypool.pool;

import dev.keypool.values.Utc;
import dev.keypool.values.Window;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a key has sent. Immutable.
 *
 * @param minute the last minute, by seconds; its latest second is also the day to which {@code today} belongs
 * @param today requests sent in that UTC day
 * @param lastUsedAt the latest send, kept through resets
 * @param minuteTold the second in which its minute limit was last told of, so that it is told once per window
 * @param dayTold the day in which its daily limit was last told of
 */
record Counts(Window minute, long today, @Nullable Instant lastUsedAt, long minuteTold, long dayTold) {
    private static final long NEVER = -Window.BUCKETS;
    static final Counts NONE = new Counts(Window.EMPTY, 0, null, NEVER, NEVER);

    static Counts of(Restored before) {
        Window minute = Window.of(before.recentSends(), before.asOf());
        return new Counts(minute, before.sentToday(), before.lastUsedAt(), NEVER, NEVER);
    }

    /** Requests that count in the minute at {@code now}. */
    long inMinute(Instant now) {
        return minute.count(second(now));
    }

    /** Requests sent in the UTC day of {@code now}. */
    long inDay(Instant now) {
        return day(now) == Utc.day(minute.latest()) ? today : 0;
    }

    /** The day that counts at {@code now}. */
    long day(Instant now) {
        return Utc.day(second(now));
    }

    Counts plus(Instant now) {
        Instant used = lastUsedAt == null || now.isAfter(lastUsedAt) ? now : lastUsedAt;
        return new Counts(minute.plus(second(now)), inDay(now) + 1, used, minuteTold, dayTold);
    }

    /** When fewer than {@code places} requests of the minute count, null when that takes more than time. */
    @Nullable
    Instant minuteBelow(long places, Instant now) {
        return places < 1 ? null : Instant.ofEpochSecond(minute.firstBelow(places, second(now)));
    }

    /** When fewer than {@code places} requests of the day count, null when that takes more than time. */
    @Nullable
    Instant dayBelow(long places, Instant now) {
        return places < 1 ? null : Utc.startOf(day(now) + 1);
    }

    boolean minuteLimitTold(Instant now) {
        return second(now) - minuteTold < Window.BUCKETS;
    }

    boolean dailyLimitTold(Instant now) {
        return day(now) == dayTold;
    }

    Counts tellMinuteLimit(Instant now) {
        return new Counts(minute, today, lastUsedAt, second(now), dayTold);
    }

    Counts tellDailyLimit(Instant now) {
        return new Counts(minute, today, lastUsedAt, minuteTold, day(now));
    }

    Counts reset() {
        return new Counts(Window.EMPTY, 0, lastUsedAt, NEVER, NEVER);
    }

    /** A clock that went back does not take the window with it: the later second stays. */
    private long second(Instant now) {
        return Math.max(minute.latest(), now.getEpochSecond());
    }
}
