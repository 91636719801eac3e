package dev.keypool.http;

import dev.keypool.values.Caller;
import dev.keypool.values.Refusal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A token bucket per caller, kept as the moment when it will be full again. Thread-safe. */
final class Rates {
    private static final long SECOND = 1_000_000_000L;
    private static final int MANY = 10_000;

    private final RateLimit limit;
    private final InstantSource clock;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    Rates(RateLimit limit, InstantSource clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /** Takes one request from the caller's bucket if there is one. */
    Standing take(Caller caller) {
        return look(caller, 1);
    }

    /** How the caller stands, nothing taken. */
    Standing peek(Caller caller) {
        return look(caller, 0);
    }

    private Standing look(Caller caller, int requests) {
        if (limit.perMinute() == 0) return new Standing(0, 0, 0, 0);
        long now = nanos(clock.instant());
        if (buckets.size() > MANY) buckets.values().removeIf(bucket -> bucket.fullAt(now));
        return buckets.computeIfAbsent(caller.kind() + ":" + caller.id(), id -> new Bucket())
                .take(now, requests, limit);
    }

    private static long nanos(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), SECOND), time.getNano());
    }

    /** All times in nanoseconds since 1970. */
    private static final class Bucket {
        private long full;

        synchronized boolean fullAt(long now) {
            return full <= now;
        }

        synchronized Standing take(long now, int requests, RateLimit limit) {
            long each = 60 * SECOND / limit.perMinute();
            long room = each * limit.burst();
            long after = Math.min(Math.max(full, now), now + room) + each * requests;
            boolean taken = after - now <= room;
            if (taken) full = after;
            long remaining = Math.max(0, (now + room - Math.max(full, now)) / each);
            long wait = taken ? 0 : Math.ceilDiv(after - now - room, SECOND);
            return new Standing(limit.perMinute(), remaining, Math.ceilDiv(Math.max(full, now), SECOND), wait);
        }
    }

    /**
     * How a caller stands after a request.
     *
     * @param perMinute the limit, 0 when it is off
     * @param remaining requests that would be taken right now
     * @param reset when the bucket is full again, in seconds since 1970
     * @param delay 0 when the request was taken, else seconds until one will be
     */
    record Standing(int perMinute, long remaining, long reset, long delay) {
        Map<String, String> headers() {
            Map<String, String> headers = new LinkedHashMap<>();
            if (perMinute == 0) return headers;
            headers.put("X-RateLimit-Limit", String.valueOf(perMinute));
            headers.put("X-RateLimit-Remaining", String.valueOf(remaining));
            headers.put("X-RateLimit-Reset", String.valueOf(reset));
            return headers;
        }

        /** Refuses with TOO_MANY_REQUESTS when the request was not taken. */
        void mustBeTaken() {
            if (delay == 0) return;
            throw new Refusal(
                    Refusal.Kind.TOO_MANY_REQUESTS,
                    "rate_limited",
                    "More than " + perMinute + " requests a minute were sent with this token. Wait " + delay
                            + (delay == 1 ? " second" : " seconds") + " and send it again.",
                    List.of(),
                    Map.of("Retry-After", String.valueOf(delay)));
        }
    }
}
