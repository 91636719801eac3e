package dev.keypool.dashboard;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How often one address may try to sign in: {@link #MOST} times at once, one more every {@link #EACH} ms. Thread-safe. */
final class SignInRate {
    static final int MOST = 10;
    static final long EACH = 60_000 / MOST;
    private static final int MANY = 10_000;

    private final InstantSource clock;

    /** When an address has all its tries again, in milliseconds since 1970. */
    private final Map<String, Long> full = new ConcurrentHashMap<>();

    SignInRate(InstantSource clock) {
        this.clock = clock;
    }

    /** Takes one try; 0 when there was one, else seconds until there is. */
    long take(String address) {
        long now = clock.millis();
        if (full.size() > MANY) full.values().removeIf(at -> at <= now);
        long[] wait = {0};
        full.compute(address, (who, at) -> {
            // Never further away than all tries: a clock that was set back locks nobody out.
            long before = at == null ? now : Math.clamp(at, now, now + MOST * EACH);
            long after = before + EACH;
            if (after - now <= MOST * EACH) return after;
            wait[0] = Math.ceilDiv(after - now - MOST * EACH, 1000);
            return before;
        });
        return wait[0];
    }
}
