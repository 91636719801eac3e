package dev.keypool.identity;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * When a token was last shown, and what of that is written down. On the way of every request, so seeing it is one store into
 * memory; whoever comes round once a minute writes what moved. Thread-safe.
 */
final class LastUse {
    private static final long NEVER = Long.MIN_VALUE;

    /** Milliseconds since 1970. */
    private final AtomicLong seen;

    private final AtomicLong written;

    /** @param stored null when it was never shown */
    LastUse(@Nullable Instant stored) {
        long millis = stored == null ? NEVER : stored.toEpochMilli();
        seen = new AtomicLong(millis);
        written = new AtomicLong(millis);
    }

    /** The token was shown. Of two at once either may win: they are the same moment. */
    void see(long millis) {
        seen.lazySet(millis);
    }

    @Nullable
    Instant at() {
        long millis = seen.get();
        return millis == NEVER ? null : Instant.ofEpochMilli(millis);
    }

    /** The moment to write down; null when it is already. */
    @Nullable
    Instant unwritten() {
        long millis = seen.get();
        return millis == written.get() ? null : Instant.ofEpochMilli(millis);
    }

    void written(Instant at) {
        written.set(at.toEpochMilli());
    }
}
