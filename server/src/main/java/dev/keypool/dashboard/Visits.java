package dev.keypool.dashboard;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of browsers by a cookie while they sign in: for {@link #LIFE}, in memory alone, at most {@link #MOST}, of which the oldest gives way. A restart
 * forgets them, and who was on the way begins anew. Thread-safe.
 */
final class Visits<T> {
    static final Duration LIFE = Duration.ofMinutes(10);
    private static final int MOST = 10_000;
    private static final int COOKIE_BYTES = 32;

    private final InstantSource clock;
    private final SecureRandom random;

    /** Oldest first. */
    private final Map<String, Visit<T>> visits = new LinkedHashMap<>();

    private record Visit<T>(T known, Instant until) {}

    Visits(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /** Gives the value of a fresh cookie. */
    String keep(T known) {
        byte[] bytes = new byte[COOKIE_BYTES];
        random.nextBytes(bytes);
        String cookie = HexFormat.of().formatHex(bytes);
        Instant now = clock.instant();
        synchronized (visits) {
            visits.values().removeIf(visit -> !now.isBefore(visit.until()));
            if (visits.size() == MOST) visits.remove(visits.keySet().iterator().next());
            visits.put(cookie, new Visit<>(known, now.plus(LIFE)));
        }
        return cookie;
    }

    /** What is known, null of none or an old cookie. */
    @Nullable
    T of(@Nullable String cookie) {
        synchronized (visits) {
            Visit<T> visit = cookie == null ? null : visits.get(cookie);
            return visit == null || !clock.instant().isBefore(visit.until()) ? null : visit.known();
        }
    }

    /** The same, for the last time. */
    @Nullable
    T take(@Nullable String cookie) {
        synchronized (visits) {
            T known = of(cookie);
            if (cookie != null) visits.remove(cookie);
            return known;
        }
    }
}
