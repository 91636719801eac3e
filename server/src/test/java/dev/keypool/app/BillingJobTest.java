package dev.keypool.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BillingJobTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void aFaultDoesNotEndIt() throws InterruptedException {
        var hours = new AtomicLong();
        InstantSource racing = () -> NOON.plus(Duration.ofHours(hours.getAndIncrement()));
        var runs = new AtomicInteger();
        var third = new CountDownLatch(3);
        BillingJob job = BillingJob.start(
                () -> {
                    third.countDown();
                    if (runs.incrementAndGet() == 1) throw new IllegalStateException("a fault of the test");
                    return NOON;
                },
                racing);
        assertTrue(third.await(20, TimeUnit.SECONDS), runs + " runs");
        job.close();
        int ended = runs.get();
        assertTrue(ended >= 3);
        assertFalse(alive());
        assertEquals(ended, runs.get());
    }

    @Test
    void itWaitsUntilItIsToComeAgainAndEndsAtOnceWhenAsked() throws InterruptedException {
        var runs = new AtomicInteger();
        var ran = new CountDownLatch(1);
        BillingJob job = BillingJob.start(
                () -> {
                    runs.incrementAndGet();
                    ran.countDown();
                    return NOON.plus(Duration.ofDays(1));
                },
                () -> NOON);
        assertTrue(ran.await(20, TimeUnit.SECONDS));
        job.close();
        assertFalse(alive());
        assertEquals(1, runs.get());
    }

    @Test
    void workThatWaitsIsGivenUp() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        BillingJob job = BillingJob.start(
                () -> {
                    begun.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException stop) {
                        interrupted.countDown();
                        throw new IllegalStateException("was interrupted", stop);
                    }
                    return NOON;
                },
                () -> NOON);
        assertTrue(begun.await(20, TimeUnit.SECONDS));
        job.close();
        assertEquals(0, interrupted.getCount());
        assertFalse(alive());
    }

    private static boolean alive() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("keypool-billing"));
    }
}
