package dev.keypool.sandbox;

import java.util.Arrays;

/**
 * Times of calls, and how many of them lie in the last 60 s. Exact as long as no more than {@code capacity} calls fall into
 * one minute; beyond that the oldest are forgotten and {@link #exact} says so. Confined: guarded by its {@link KeyBook}.
 */
final class SlidingWindow {
    static final long MINUTE_MICROS = 60_000_000L;

    private final long keepMicros;
    private final int capacity;
    private long[] ring = new long[64];
    private long head;
    private long minuteStart;
    private long oldest;
    private int most;
    private boolean exact = true;

    /**
     * @param keepMicros how long times are kept, at least a minute
     * @param capacity most times kept, a power of two
     */
    SlidingWindow(long keepMicros, int capacity) {
        this.keepMicros = Math.max(keepMicros, MINUTE_MICROS);
        this.capacity = capacity;
    }

    /** Notes a call. A clock that goes back counts as standing still. */
    void add(long nowMicros) {
        long now = head > oldest ? Math.max(nowMicros, at(head - 1)) : nowMicros;
        forgetUpTo(now);
        makeRoom();
        ring[slot(head++)] = now;
        most = Math.max(most, (int) (head - minuteStart));
    }

    /** Calls in the 60 s that end now: one that came exactly 60 s ago has left. */
    int inLastMinute(long nowMicros) {
        forgetUpTo(nowMicros);
        return (int) (head - minuteStart);
    }

    /** When fewer than {@code limit} calls will lie in the last minute; to be asked only while there are that many. */
    long freeAtMicros(int limit) {
        return at(head - limit) + MINUTE_MICROS;
    }

    /** Most calls ever seen in any 60 s. */
    int most() {
        return most;
    }

    boolean exact() {
        return exact;
    }

    /** The last {@code count} kept times, oldest first. */
    long[] last(int count) {
        long from = Math.max(oldest, head - count);
        long[] times = new long[(int) (head - from)];
        for (int i = 0; i < times.length; i++) {
            times[i] = at(from + i);
        }
        return times;
    }

    private void forgetUpTo(long now) {
        while (minuteStart < head && at(minuteStart) <= now - MINUTE_MICROS) {
            minuteStart++;
        }
        while (oldest < minuteStart && at(oldest) <= now - keepMicros) {
            oldest++;
        }
    }

    private void makeRoom() {
        if (head - oldest < ring.length) {
            return;
        }
        if (ring.length < capacity) {
            grow();
            return;
        }
        if (oldest == minuteStart) {
            exact = false;
            minuteStart++;
        }
        oldest++;
    }

    private void grow() {
        long[] kept = last(ring.length);
        ring = Arrays.copyOf(kept, ring.length * 2);
        minuteStart -= oldest;
        head -= oldest;
        oldest = 0;
    }

    private long at(long index) {
        return ring[slot(index)];
    }

    private int slot(long index) {
        return (int) (index & (ring.length - 1));
    }
}
