package dev.keypool.pool;

import static dev.keypool.pool.TestPool.BRAND;
import static dev.keypool.pool.TestPool.PROVIDER;
import static dev.keypool.pool.TestPool.failed;
import static dev.keypool.pool.TestPool.id;
import static dev.keypool.pool.TestPool.key;
import static dev.keypool.pool.TestPool.limited;
import static dev.keypool.pool.TestPool.priority;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.pool.LeaseResult.Exhausted;
import dev.keypool.pool.LeaseResult.Leased;
import dev.keypool.pool.LeaseResult.NoKey;
import dev.keypool.pool.LeaseResult.Overloaded;
import dev.keypool.pool.Outcome.Abandoned;
import dev.keypool.pool.Outcome.Success;
import dev.keypool.values.FailureClass;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Many threads at once. The clock stands still, so that what must be true is exact. */
class RaceTest {
    private static final int THREADS = 8;
    /** So many tries that a test which is going to succeed has done so, and one that is not ends. */
    private static final int MANY = 1_000_000;

    private static final Instant NOW = TestPool.START;
    private final Queue<Standing> told = new ConcurrentLinkedQueue<>();
    private final Pool pool =
            new Pool(PoolSettings.STANDARD, new Random(1), (id, standing, event) -> told.add(standing));

    private @Nullable Lease lease() {
        return lease(LeaseRequest.free(BRAND, PROVIDER));
    }

    private @Nullable Lease lease(LeaseRequest request) {
        return switch (pool.lease(request, NOW)) {
            case Leased(Lease lease) -> lease;
            case Exhausted _, Overloaded _ -> null;
            case NoKey() -> throw new AssertionError("no key");
        };
    }

    private KeyView view(long id) {
        return pool.view(id(id), NOW).orElseThrow();
    }

    @Test
    void exactlyAHundredGoToTheLimitedKeyAndAllOthersToTheNext() throws Exception {
        pool.put(priority(limited(1, null, 100L), 10));
        pool.put(key(2));
        List<Integer> first = Crowd.run(THREADS, thread -> {
            int mine = 0;
            for (int i = 0; i < 1_000; i++) {
                Lease lease = lease();
                if (lease == null) throw new AssertionError("refused beside a key without limits");
                lease.sent(NOW);
                lease.settle(new Success(), null, NOW);
                if (lease.key().equals(id(1))) mine++;
            }
            return mine;
        });
        assertEquals(100, Crowd.sum(first));
        assertEquals(100, view(1).minuteCount());
        assertEquals(THREADS * 1_000L - 100, view(2).dailyCount());
        assertEquals(0, view(1).inFlight() + view(2).inFlight());
        assertEquals(1, told.size(), "that the limit was reached is told once");
    }

    @Test
    void placesThatAreGivenBackAreUsedUpToTheLastOneAndNoFurther() throws Exception {
        pool.put(limited(1, 500L, null));
        AtomicInteger sent = new AtomicInteger();
        Crowd.run(THREADS, thread -> {
            Random random = new Random(thread);
            for (int tries = 0; tries < MANY && sent.get() < 500; tries++) {
                Lease lease = lease();
                if (lease == null) continue;
                if (random.nextInt(3) != 0) {
                    lease.sent(NOW);
                    sent.incrementAndGet();
                }
                lease.settle(new Success(), null, NOW);
            }
            return 0;
        });
        assertEquals(500, sent.get());
        assertEquals(500, view(1).dailyCount());
        assertEquals(null, lease());
    }

    /** Eight places and eight callers who hold one each at most: whoever asks, one is free. Only which one changes all the time. */
    @Test
    void noneIsRefusedWhileThereIsRoomOnSomeKey() throws Exception {
        for (int i = 1; i <= 4; i++) pool.put(limited(i, null, 2L));
        List<Integer> refused = Crowd.run(THREADS, thread -> {
            int mine = 0;
            for (int i = 0; i < 20_000; i++) {
                Lease lease = lease();
                if (lease == null) mine++;
                else lease.settle(new Abandoned(), null, NOW);
            }
            return mine;
        });
        assertEquals(0, Crowd.sum(refused));
        for (int i = 1; i <= 4; i++) assertEquals(0, view(i).inFlight());
    }

    @RepeatedTest(20)
    void aDueProbeIsGivenToOneCallerOnly() throws Exception {
        pool.put(key(1));
        for (int i = 0; i < 3; i++) pool.judge(id(1), failed(FailureClass.TIMEOUT), NOW.minusSeconds(100 - i));
        List<Integer> probes = Crowd.run(THREADS, thread -> {
            Lease lease = lease();
            return lease != null && lease.probe() ? 1 : 0;
        });
        assertEquals(1, Crowd.sum(probes));
        assertEquals(1, view(1).inFlight());
    }

    @RepeatedTest(20)
    void ofManyWhoSettleALeaseOneSucceeds() throws Exception {
        pool.put(limited(1, null, 1L));
        Lease lease = lease();
        if (lease == null) throw new AssertionError("refused");
        List<Integer> settled = Crowd.run(THREADS, thread -> {
            try {
                lease.settle(new Success(), null, NOW);
                return 1;
            } catch (IllegalStateException second) {
                return 0;
            }
        });
        assertEquals(1, Crowd.sum(settled));
        assertEquals(0, view(1).inFlight());
        assertEquals(0, view(1).minuteCount());
    }

    @Test
    void everyChangeIsToldOnceWithAVersionOfItsOwn() throws Exception {
        pool.put(key(1));
        Crowd.run(THREADS, thread -> {
            for (int i = 0; i < 500; i++) {
                Instant now = NOW.plusNanos(i);
                switch ((thread + i) % 4) {
                    case 0 -> pool.judge(id(1), new Success(), now);
                    case 1 -> pool.resetHealth(id(1), now);
                    case 2 -> pool.resetUsage(id(1), now);
                    default -> pool.judge(id(1), failed(FailureClass.RATE_LIMITED), now);
                }
            }
            return 0;
        });
        assertEquals(
                LongStream.rangeClosed(1, view(1).standing().version()).boxed().toList(),
                told.stream().map(Standing::version).sorted().toList());
        assertTrue(told.size() > THREADS * 250, "both resets always tell");
    }

    @Test
    void keysComeAndGoUnderLoad() throws Exception {

        pool.put(key(1));
        Crowd.run(THREADS, thread -> {
            for (int i = 0; i < 2_000; i++) {
                if (thread == 0) pool.put(limited(2 + i % 5, 10_000L, null));
                else if (thread == 1) pool.remove(id(2 + i % 7));
                else if (thread == 2) pool.put(limited(1, 1_000_000L + i, null));
                else serve();
            }
            return 0;
        });
        for (int i = 2; i < 9; i++) pool.remove(id(i));
        Lease lease = lease();
        assertEquals(id(1), lease == null ? null : lease.key());
        assertEquals(1, view(1).inFlight());
        assertEquals(List.of(PROVIDER), pool.providers(BRAND));
    }

    private void serve() {
        Lease lease = lease();
        if (lease == null) throw new AssertionError("refused beside a key with room");
        lease.sent(NOW);
        lease.settle(new Success(), null, NOW);
    }
}
