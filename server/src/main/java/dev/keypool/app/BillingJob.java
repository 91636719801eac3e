package dev.keypool.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the billing schedule on a thread of its own, which a fault does not end. Thread-safe. */
final class BillingJob implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BillingJob.class);
    private static final Duration AFTER_FAULT = Duration.ofMinutes(1);
    private static final Duration ENDING = Duration.ofSeconds(15);

    private final Supplier<Instant> work;
    private final InstantSource clock;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;

    private BillingJob(Supplier<Instant> work, InstantSource clock) {
        this.work = work;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("keypool-billing").daemon().unstarted(this::loop);
    }

    /** @param work does what is due and says when to come again */
    static BillingJob start(Supplier<Instant> work, InstantSource clock) {
        var job = new BillingJob(work, clock);
        job.thread.start();
        return job;
    }

    private void loop() {
        try {
            while (!stopping.await(pause(once()), TimeUnit.MILLISECONDS)) {
                // What is to be done is done by once().
            }
        } catch (InterruptedException stop) {
            LOG.debug("stopped while it waited");
        }
    }

    private Instant once() {
        try {
            return work.get();
        } catch (RuntimeException fault) {
            if (stopping.getCount() > 0) LOG.error("The billing job failed; it goes on", fault);
            return clock.instant().plus(AFTER_FAULT);
        }
    }

    private long pause(Instant until) {
        return Math.max(1, Duration.between(clock.instant(), until).toMillis());
    }

    /** Ends what is under way: a call that is waited for is given up. */
    @Override
    public void close() {
        stopping.countDown();
        thread.interrupt();
        try {
            if (!thread.join(ENDING)) LOG.warn("The billing job did not end within {} s", ENDING.toSeconds());
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
