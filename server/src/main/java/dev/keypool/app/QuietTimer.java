package dev.keypool.app;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs background work on one virtual thread, one task after another; keeps no process alive. Thread-safe. */
final class QuietTimer implements Retention.Timer, AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final ScheduledThreadPoolExecutor thread;

    QuietTimer(String name) {
        thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofVirtual().name(name).factory(), new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Once closed, nothing is taken any more. */
    @Override
    public void after(Duration wait, Runnable task) {
        var _ = thread.schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** What runs may end, at most 10 s; what waits never begins. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
