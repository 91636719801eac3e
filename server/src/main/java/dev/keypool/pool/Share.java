package dev.keypool.pool;

import java.time.Instant;

/** How much of a limit is left, as an exact fraction: {@code left / limit}, from 0 to 1. Immutable. */
record Share(long left, long limit) implements Comparable<Share> {
    private static final Share WHOLE = new Share(1, 1);

    /** The smaller share of a key's two limits; the whole without limits. */
    static Share of(KeyState state, Instant now) {
        Long minute = state.member().minuteLimit();
        Long day = state.member().dailyLimit();
        Share ofMinute = minute == null ? WHOLE : new Share(state.minuteLeft(minute, now), minute);
        Share ofDay = day == null ? WHOLE : new Share(state.dayLeft(day, now), day);
        return ofMinute.compareTo(ofDay) <= 0 ? ofMinute : ofDay;
    }

    /** By cross multiplication in 128 bits: a limit may be as large as a long. */
    @Override
    public int compareTo(Share other) {
        int high = Long.compare(Math.multiplyHigh(left, other.limit), Math.multiplyHigh(other.left, limit));
        return high != 0 ? high : Long.compareUnsigned(left * other.limit, other.left * limit);
    }
}
