package dev.keypool.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until it is moved. Thread-safe. */
final class SettableClock implements InstantSource {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T12:00:00Z"));

    @Override
    public Instant instant() {
        Instant time = now.get();
        return time == null ? Instant.EPOCH : time;
    }

    void advance(Duration by) {
        now.set(instant().plus(by));
    }
}
