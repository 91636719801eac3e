package dev.keypool.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.values.Refusal;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TryRateTest {
    private Instant now = Instant.parse("2026-11-26T12:00:00Z");
    private final TryRate rate = new TryRate(10, "tries a minute came from this address", () -> now);

    @Test
    void tenTriesAtOnceAndThenOneEverySixSeconds() {
        for (int i = 0; i < 10; i++) assertEquals(0, rate.take("192.0.2.1"));
        assertEquals(6, rate.take("192.0.2.1"));
        now = now.plusMillis(5_999);
        assertEquals(1, rate.take("192.0.2.1"));
        now = now.plusMillis(1);
        assertEquals(0, rate.take("192.0.2.1"));
        assertEquals(6, rate.take("192.0.2.1"));
    }

    @Test
    void whoHasNoneLeftIsToldHowLongToWait() {
        for (int i = 0; i < 10; i++) rate.mustHave("192.0.2.1");
        Refusal refusal = assertThrows(Refusal.class, () -> rate.mustHave("192.0.2.1"));
        assertEquals(Refusal.Kind.TOO_MANY_REQUESTS, refusal.kind());
        assertEquals(
                "More than 10 tries a minute came from this address. Wait 6 seconds and try again.",
                refusal.sentence());
        assertEquals(Map.of("Retry-After", "6"), refusal.headers());
    }

    @Test
    void oneAddressDoesNotUseUpAnothersTries() {
        for (int i = 0; i < 11; i++) rate.take("192.0.2.1");
        assertEquals(0, rate.take("192.0.2.2"));
    }

    @Test
    void aClockThatWasSetBackLocksNobodyOutForLong() {
        for (int i = 0; i < 10; i++) rate.take("192.0.2.1");
        now = now.minusSeconds(86_400);
        long wait = rate.take("192.0.2.1");
        assertTrue(wait > 0 && wait <= 6, wait + " s");
    }
}
