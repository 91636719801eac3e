package dev.keypool.http;

import dev.keypool.values.Refusal;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How often somebody may try something: so many times at once, and as many a minute. Thread-safe. */
public final class TryRate {
    private static final int MANY = 10_000;

    private final int most;
    private final long each;
    private final String what;
    private final InstantSource clock;

    /** When somebody has all tries again, in milliseconds since 1970. */
    private final Map<String, Long> full = new ConcurrentHashMap<>();

    /**
     * @param most tries at once, and in a minute; at least 1
     * @param what the tries in words, such as "sign-ins a minute came from this address"
     */
    public TryRate(int most, String what, InstantSource clock) {
        this.most = most;
        this.each = 60_000 / most;
        this.what = what;
        this.clock = clock;
    }

    /**
     * Takes one try.
     *
     * @param who whose tries are counted, such as an address
     * @throws Refusal of TOO_MANY_REQUESTS when there is none left
     */
    public void mustHave(String who) {
        long seconds = take(who);
        if (seconds == 0) return;
        throw new Refusal(
                Refusal.Kind.TOO_MANY_REQUESTS,
                "rate_limited",
                "More than " + most + " " + what + ". Wait " + seconds + (seconds == 1 ? " second" : " seconds")
                        + " and try again.",
                List.of(),
                Map.of("Retry-After", String.valueOf(seconds)));
    }

    /** Takes one try; 0 when there was one, else seconds until there is. */
    public long take(String who) {
        long now = clock.millis();
        if (full.size() > MANY) full.values().removeIf(at -> at <= now);
        long[] wait = {0};
        full.compute(who, (name, at) -> {
            // Never further away than all tries: a clock that was set back locks nobody out.
            long before = at == null ? now : Math.clamp(at, now, now + most * each);
            long after = before + each;
            if (after - now <= most * each) return after;
            wait[0] = Math.ceilDiv(after - now - most * each, 1000);
            return before;
        });
        return wait[0];
    }
}
