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

    /** Where no limit blocks, a reservation only matters should one come: it is capped, so that no sum overflows. */
    private static final long MOST_RESERVED = 100_000_000_000_000L;

    private final Pool pool;
    private final Key key;
    private final LeaseRequest request;
    private final Instant begunAt;
    private final boolean probe;
    private final boolean holds;
    private volatile int stage = RESERVED;

    /** @param seen the key as it was when it was chosen */
    PooledLease(Pool pool, Key key, KeyState seen, LeaseRequest request, Instant begunAt) {
        this.pool = pool;
        this.key = key;
        this.request = request;
        this.begunAt = begunAt;
        this.probe = seen.standing().quarantinedUntil() != null;
        this.holds = seen.member().blockingLimit() != null;
    }

    @Override
    public IntegrationId key() {
        return key.id();
    }

    @Override
    public boolean probe() {
        return probe;
    }

    LeaseRequest request() {
        return request;
    }

    @Override
    public @Nullable Money held() {
        return holds ? request.reserve() : null;
    }

    /** What is reserved of the key's spend limit, nano-dollars. */
    long reserved() {
        Money reserve = request.reserve();
        if (reserve == null) return 0;
        return holds ? reserve.nanos() : Math.min(reserve.nanos(), MOST_RESERVED);
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
