package dev.keypool.store;

import dev.keypool.values.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread that owns the writing connection. Jobs are taken in the order in which they came: a single transaction sees
 * every item that was submitted before it. It parks when there is nothing to do. {@link #add} is thread-safe and never
 * blocks; the rest is confined to the thread itself.
 */
final class Writer {
    /** Items written in one transaction at most, so that a single transaction never waits long for its turn. */
    private static final int BATCH = 256;

    /** Jobs that may wait; more are refused at once, which bounds the memory to some tens of megabytes. */
    static final int CAPACITY = 65_536;

    private final Queue<Job> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean parked = new AtomicBoolean();
    private final AtomicLong rounds = new AtomicLong();
    private final List<CommitGroup<?>> touched = new ArrayList<>();
    private final WritingConnection connection;
    private final StoreFaults faults;
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean stopped;

    Writer(WritingConnection connection, StoreFaults faults) {
        this.connection = connection;
        this.faults = faults;
        this.thread = Thread.ofPlatform().name("keypool-writer").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Queues the job and wakes the thread; a job that cannot be taken any more fails at once, on the caller's thread. */
    void add(Job job) {
        if (closing || waiting.get() >= CAPACITY) {
            job.fail(StoreFaults.unavailable());
            return;
        }
        waiting.incrementAndGet();
        queue.add(job);
        if (stopped) failRest();
        wake();
    }

    /** Grows with every round of work: two equal readings mean that nothing was written between them. */
    long rounds() {
        return rounds.get();
    }

    boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** Takes no more, writes what waits as long as the time allows, fails the rest. */
    void close(Duration patience) {
        closing = true;
        wake();
        try {
            thread.join(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stopped = true;
        failRest();
    }

    private void wake() {
        if (parked.get() && parked.compareAndSet(true, false)) LockSupport.unpark(thread);
    }

    private void run() {
        try (connection) {
            while (!stopped) {
                if (queue.isEmpty()) {
                    if (closing) return;
                    park();
                } else {
                    work();
                }
            }
        } finally {
            // Whatever ended this thread, nobody may wait for it for ever.
            closing = true;
            stopped = true;
            failRest();
        }
    }

    /** The flag is up before the queue is looked at again, so a producer either is seen here or sees the flag. */
    private void park() {
        parked.set(true);
        if (queue.isEmpty() && !closing) LockSupport.park(this);
        parked.set(false);
    }

    private void work() {
        Job.@Nullable Single<?> single = collect();
        for (CommitGroup<?> group : touched) group.commit(connection, faults);
        touched.clear();
        if (single != null) single.run(connection, faults);
        rounds.incrementAndGet();
    }

    /** Sorts a batch of items into their groups; stops at a single transaction, which must come after them. */
    private Job.@Nullable Single<?> collect() {
        for (int taken = 0; taken < BATCH; taken++) {
            Job job = queue.poll();
            if (job == null) return null;
            waiting.decrementAndGet();
            switch (job) {
                case Job.Single<?> single -> {
                    return single;
                }
                case Job.Item<?> item -> join(item);
            }
        }
        return null;
    }

    private <T> void join(Job.Item<T> item) {
        if (item.group().join(item)) touched.add(item.group());
    }

    private void failRest() {
        Refusal fault = StoreFaults.unavailable();
        for (Job job = queue.poll(); job != null; job = queue.poll()) {
            waiting.decrementAndGet();
            job.fail(fault);
        }
    }
}
