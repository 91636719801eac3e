package dev.keypool.gateway;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time that a request has, in nanoseconds of the monotonic clock. Immutable.
 *
 * @param received when it began
 * @param deadline when its answer must have begun, or, where the caller said so, have ended
 * @param callersOwn whether the caller set it himself
 */
record Span(long received, long deadline, boolean callersOwn) {
    static Span of(long received, @Nullable Integer askedMillis, Duration usual) {
        long nanos = askedMillis == null ? usual.toNanos() : askedMillis * 1_000_000L;
        return new Span(received, received + nanos, askedMillis != null);
    }
}
