package dev.keypool.gateway;

import dev.keypool.ledger.Row;
import dev.keypool.store.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits to be written, and the thread that writes it: a mebibyte in one transaction, then waits for its commit, so that
 * the ledger's rows come between and no answer waits for content. Thread-safe; {@link #add} never blocks.
 */
final class CaptureQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CaptureQueue.class);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    /** Bytes that may wait. */
    static final long MOST_WAITING = 64L << 20;

    private static final int SLICE = 1 << 20;
    private static final int LOGGED_EVERY = 1_000;

    private final Database database;
    private final long mostWaiting;
    private final LinkedBlockingQueue<Item> queue = new LinkedBlockingQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong leftOut = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;

    /** Content, or else a mark that is passed when all before it was written. */
    private record Item(
            StoredCapture.@Nullable Kept kept, @Nullable CountDownLatch passed) {
        void pass() {
            if (passed != null) passed.countDown();
        }
    }

    CaptureQueue(Database database, long mostWaiting) {
        this.database = database;
        this.mostWaiting = mostWaiting;
        this.thread = Thread.ofVirtual().name("keypool-capture").start(this::run);
    }

    void add(StoredCapture.Kept kept) {
        if (!closed && waiting.addAndGet(kept.size()) <= mostWaiting) {
            queue.add(new Item(kept, null));
            return;
        }
        if (!closed) waiting.addAndGet(-kept.size());
        missed();
    }

    long leftOut() {
        return leftOut.get();
    }

    void settle() {
        var passed = new CountDownLatch(1);
        queue.add(new Item(null, passed));
        try {
            passed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        // Wakes the thread, which ends when nothing is left.
        queue.add(new Item(null, null));
        try {
            if (!thread.join(CLOSING)) {
                thread.interrupt();
                LOG.warn("{} prompts and answers could not be written before the end", queue.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed || !queue.isEmpty()) writeSome();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeSome() throws InterruptedException {
        List<Item> some = new ArrayList<>();
        int size = 0;
        for (Item item = queue.take(); item != null; item = size < SLICE ? queue.poll() : null) {
            some.add(item);
            if (item.kept() != null) size += item.kept().size();
        }
        try {
            write(some.stream().map(Item::kept).filter(Objects::nonNull).toList());
        } finally {
            waiting.addAndGet(-size);
            some.forEach(Item::pass);
        }
    }

    private void write(List<StoredCapture.Kept> some) {
        if (some.isEmpty()) return;
        try {
            database.<Boolean>write(handle -> {
                for (StoredCapture.Kept kept : some)
                    CaptureTable.put(handle, kept.caller().brand(), Row.Asker.of(kept.caller()), kept);
                return true;
            });
        } catch (RuntimeException fault) {
            leftOut.addAndGet(some.size());
            LOG.warn("{} prompts and answers could not be kept: {}", some.size(), fault.getMessage());
        }
    }

    private void missed() {
        long now = leftOut.incrementAndGet();
        if (now % LOGGED_EVERY == 1)
            LOG.warn("Prompts and answers come faster than they can be kept; {} left out", now);
    }
}
