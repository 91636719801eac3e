package dev.keypool.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A token may send a burst, then its rate, by the clock that is handed in. */
class RateLimitTest {
    @Test
    void aBurstIsTakenThenOneRequestPerInterval() {
        try (Plane plane = new Plane(Map.of(), new RateLimit(600, 3), true)) {
            for (int left = 2; left >= 0; left--) {
                Plane.Reply reply = plane.get(Plane.BASE);
                assertEquals(200, reply.status());
                assertEquals("600", reply.header("X-RateLimit-Limit"));
                assertEquals(String.valueOf(left), reply.header("X-RateLimit-Remaining"));
                assertEquals(String.valueOf(plane.now.get().getEpochSecond() + 1), reply.header("X-RateLimit-Reset"));
            }
            Plane.Reply refused = plane.get(Plane.BASE);
            assertEquals(429, refused.status());
            ControlPlaneTest.assertShape(refused, "rate_limited");
            assertEquals("1", refused.header("Retry-After"));
            assertEquals("0", refused.header("X-RateLimit-Remaining"));
            plane.now.updateAndGet(now -> now.plusMillis(99));
            assertEquals(429, plane.get(Plane.BASE).status());
            plane.now.updateAndGet(now -> now.plusMillis(1));
            assertEquals(200, plane.get(Plane.BASE).status());
            assertEquals(429, plane.get(Plane.BASE).status());
        }
    }

    @Test
    void everyTokenHasItsOwnBucket() {
        try (Plane plane = new Plane(Map.of(), new RateLimit(60, 1), true)) {
            assertEquals(200, plane.get(Plane.BASE).status());
            assertEquals(429, plane.get(Plane.BASE).status());
            assertEquals(
                    200, plane.get(Plane.BASE, "Authorization", "Bearer other").status());
        }
    }

    @Test
    void everyAnswerToAKnownCallerTellsTheLimitAndWrongInputCounts() {
        try (Plane plane = new Plane(Map.of(), new RateLimit(60, 5), true)) {
            assertEquals(
                    "5",
                    plane.post(Plane.BASE, "{}", "Authorization", "Bearer reader")
                            .header("X-RateLimit-Remaining"));
            assertEquals("4", plane.get(Plane.BASE + "/abc").header("X-RateLimit-Remaining"));
            assertEquals("3", plane.get(Plane.BASE, "Accept", "text/html").header("X-RateLimit-Remaining"));
            assertEquals(
                    "2",
                    plane.post(Plane.BASE, "x", "Content-Type", "text/plain").header("X-RateLimit-Remaining"));
            assertEquals("(none)", plane.get(Plane.BASE, "Authorization", "").header("X-RateLimit-Remaining"));
        }
    }

    @Test
    void retryAfterRoundsUpToWholeSeconds() {
        try (Plane plane = new Plane(Map.of(), new RateLimit(7, 1), true)) {
            plane.get(Plane.BASE);
            assertEquals("9", plane.get(Plane.BASE).header("Retry-After"));
            plane.now.updateAndGet(now -> now.plusSeconds(8));
            assertEquals("1", plane.get(Plane.BASE).header("Retry-After"));
        }
    }

    @Test
    void aClockThatJumpsBackLocksNobodyOut() {
        try (Plane plane = new Plane(Map.of(), new RateLimit(60, 1), true)) {
            plane.get(Plane.BASE);
            plane.now.updateAndGet(now -> now.minus(Duration.ofDays(1)));
            assertEquals("1", plane.get(Plane.BASE).header("Retry-After"));
        }
    }

    @Test
    void zeroSwitchesItOff() {
        try (Plane plane = new Plane(Map.of(), new RateLimit(0, 1), true)) {
            for (int i = 0; i < 5; i++) {
                Plane.Reply reply = plane.get(Plane.BASE);
                assertEquals(200, reply.status());
                assertEquals("(none)", reply.header("X-RateLimit-Limit"));
            }
        }
    }

    @Test
    void aSettingOutOfRangeIsRefusedWithASentence() {
        assertEquals(
                "The rate limit is -1 a minute. Give 0 (off) to 1000000.",
                assertThrows(IllegalArgumentException.class, () -> new RateLimit(-1, 1))
                        .getMessage());
        assertEquals(
                "The burst is 0. Give at least 1.",
                assertThrows(IllegalArgumentException.class, () -> new RateLimit(1, 0))
                        .getMessage());
    }
}
