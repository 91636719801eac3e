package dev.keypool.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignInRateTest {
    private Instant now = Instant.parse("2026-11-26T12:00:00Z");
    private final SignInRate rate = new SignInRate(() -> now);

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
