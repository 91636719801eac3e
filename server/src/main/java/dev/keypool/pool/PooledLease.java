package dev.keypool.pool;

import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/** A lease that its pool gave out. Thread-safe: of two calls that race to end it, one throws. */
final class PooledLease implements Lease {
    private static final AtomicIntegerFieldUpdater<PooledLease> STAGE =
            AtomicIntegerFieldUpdater.newUpdater(PooledLease.class, "stage");
    private static final int RESERVED = 0;
    private static final int SENT = 1;
    private static final int SETTLED = 2;

    private final Pool pool;
    private final Key key;
    private final Instant begunAt;
    private final boolean probe;
    private volatile int stage = RESERVED;

    PooledLease(Pool pool, Key key, Instant begunAt, boolean probe) {
        this.pool = pool;
        this.key = key;
        this.begunAt = begunAt;
        this.probe = probe;
    }

    @Override
    public IntegrationId key() {
        return key.id();
    }

    @Override
    public boolean probe() {
        return probe;
    }

    Instant begunAt() {
        return begunAt;
    }

    @Override
    public void sent(Instant now) {
        if (!STAGE.compareAndSet(this, RESERVED, SENT)) {
            throw new IllegalStateException("A lease is sent at most once, and before it is settled");
        }
        pool.sent(key, now);
    }

    @Override
    public void settle(Outcome outcome, @Nullable Money cost, Instant now) {
        int before = STAGE.getAndSet(this, SETTLED);
        if (before == SETTLED) throw new IllegalStateException("A lease is settled exactly once");
        pool.settle(key, this, before == SENT, outcome, cost, now);
    }
}
