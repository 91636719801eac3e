package dev.keypool.values;

import java.time.Instant;
import java.util.List;

/**
 * How many requests were sent in each of the last 61 seconds. Immutable: one more request is one more window.
 *
 * <p>Why 61 and not 60: a request is remembered by its whole second. With 60 buckets, a request of 12:00:00.999 would be
 * forgotten at 12:01:00.000, after 59.001 s, and a limit could pass twice within one real minute. With 61, the seconds of
 * two requests that never meet in a window differ by at least 61, so the requests themselves are more than 60 s apart.
 * The price is that a place comes free up to one second late.
 *
 * <p>Its clock never goes back: a request stamped with an earlier second than the latest counts as of the latest.
 */
public final class Window {
    /** Seconds that count at one moment. */
    public static final int BUCKETS = 61;

    /** Nothing sent. */
    public static final Window EMPTY = new Window(new int[BUCKETS], 0, 0);

    /** By second modulo {@link #BUCKETS}: the seconds from {@code latest - 60} to {@code latest}. */
    private final int[] sends;

    private final long latest;
    private final long total;

    private Window(int[] sends, long latest, long total) {
        this.sends = sends;
        this.latest = latest;
        this.total = total;
    }

    /** The window as it stood at {@code asOf}, from the moments of its sends in any order; older ones are left out. */
    public static Window of(List<Instant> moments, Instant asOf) {
        long latest = asOf.getEpochSecond();
        int[] sends = new int[BUCKETS];
        long total = 0;
        for (Instant moment : moments) {
            long second = Math.min(moment.getEpochSecond(), latest);
            if (latest - second >= BUCKETS) continue;
            sends[bucket(second)]++;
            total++;
        }
        return new Window(sends, latest, total);
    }

    /** The second of the latest request. */
    public long latest() {
        return latest;
    }

    /** How many requests count at that second. */
    public long count(long second) {
        if (second - latest >= BUCKETS) return 0;
        long count = total;
        for (long gone = latest + 1; gone <= second; gone++) count -= sends[bucket(gone)];
        return count;
    }

    /** This window and one request more. */
    public Window plus(long second) {
        long at = Math.max(latest, second);
        long count = count(at);
        boolean stale = at - latest >= BUCKETS;
        int[] next = stale ? new int[BUCKETS] : sends.clone();
        if (!stale) for (long gone = latest + 1; gone <= at; gone++) next[bucket(gone)] = 0;
        next[bucket(at)]++;
        return new Window(next, at, count + 1);
    }

    /**
     * This window without one request that {@link #plus} counted at that second: one that was taken for a request and never
     * became one. When that second has left the window, there is nothing to take away.
     */
    public Window minus(long second) {
        if (latest - second >= BUCKETS || second > latest || sends[bucket(second)] == 0) return this;
        int[] next = sends.clone();
        next[bucket(second)]--;
        return new Window(next, latest, total - 1);
    }

    /** The first second, from {@code second} on, at which fewer than {@code places} requests count if no more come. {@code places} is at least 1. */
    public long firstBelow(long places, long second) {
        long at = Math.max(latest, second);
        long count = count(at);
        while (count >= places) count -= sends[bucket(++at)];
        return at;
    }

    private static int bucket(long second) {
        return Math.floorMod(second, BUCKETS);
    }
}
