package dev.keypool.gateway;

import dev.keypool.ledger.Course;
import dev.keypool.ledger.Entry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When what happened in one attempt, in nanoseconds of the monotonic clock; {@code -1} for what never did. Confined to its
 * attempt.
 */
final class Moments {
    private static final long NEVER = -1;

    private final Instant leasedAt;
    private final long leased;
    private final long ourTimeSince;
    private long connecting = NEVER;
    private long sent = NEVER;
    private long connected = NEVER;
    private long firstByte = NEVER;
    private long firstToken = NEVER;
    private long lastByte = NEVER;
    private @Nullable Instant sentAt;

    /** @param ourTimeSince since when Keypool had the request in hand: its body's end, or the end of the attempt before */
    Moments(Instant leasedAt, long leased, long ourTimeSince) {
        this.leasedAt = leasedAt;
        this.leased = leased;
        this.ourTimeSince = ourTimeSince;
    }

    void connecting(long now) {
        connecting = now;
    }

    void connected(long now) {
        connected = now;
    }

    void sent(Instant at, long now) {
        sentAt = at;
        sent = now;
    }

    void firstByte(long now) {
        firstByte = now;
        lastByte = now;
    }

    void firstToken(long now) {
        firstToken = now;
    }

    void lastByte(long now) {
        lastByte = now;
    }

    Instant leasedAt() {
        return leasedAt;
    }

    /** When the request left, null when it never did. */
    @Nullable
    Instant sentAt() {
        return sentAt;
    }

    long millis(long now) {
        return (now - leased) / 1_000_000;
    }

    /** What Keypool itself took of the time until {@code now}, nanoseconds: all but connecting and waiting for the provider. */
    long ours(long now) {
        if (connecting == NEVER) return now - ourTimeSince;
        long before = connecting - ourTimeSince;
        if (connected == NEVER) return before;
        if (sent == NEVER) return before + (now - connected);
        return before + (sent - connected) + (lastByte == NEVER ? 0 : now - lastByte);
    }

    Entry.Timings timings(long now) {
        return new Entry.Timings(
                micros(firstByte), micros(firstToken), (now - leased) / 1_000, Math.max(0, ours(now)) / 1_000);
    }

    /**
     * When what happened, counted from the request's first byte.
     *
     * @param received that byte's moment
     * @param admitted when the caller was known
     * @param read when the body had been read
     */
    Course.Offsets offsets(long received, long admitted, long read) {
        return new Course.Offsets(
                micros(admitted, received),
                micros(read, received),
                micros(leased, received),
                micros(connecting, received),
                micros(connected, received),
                micros(sent, received));
    }

    private @Nullable Long micros(long at) {
        return micros(at, leased);
    }

    private static @Nullable Long micros(long at, long since) {
        return at == NEVER ? null : (at - since) / 1_000;
    }
}
