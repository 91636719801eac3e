package dev.keypool.pool;

import static dev.keypool.pool.TestPool.BRAND;
import static dev.keypool.pool.TestPool.PROVIDER;
import static dev.keypool.pool.TestPool.failed;
import static dev.keypool.pool.TestPool.id;
import static dev.keypool.pool.TestPool.key;
import static dev.keypool.pool.TestPool.limited;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.pool.LeaseResult.Cause;
import dev.keypool.pool.LeaseResult.Exhausted;
import dev.keypool.pool.LeaseResult.Leased;
import dev.keypool.pool.LeaseResult.NoKey;
import dev.keypool.pool.LeaseResult.Overloaded;
import dev.keypool.pool.Outcome.Abandoned;
import dev.keypool.pool.Outcome.Success;
import dev.keypool.values.BrandId;
import dev.keypool.values.FailureClass;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CircuitsTest {
    private static final BrandId OTHER = new BrandId(2);
    private long requests;

    /** Ten keys, so that no health rule comes between. */
    private static TestPool pool() {
        TestPool test = new TestPool();
        for (long i = 1; i <= 10; i++) test.pool.put(key(i));
        test.pool.put(new Member(id(20), OTHER, PROVIDER, true, 0, null, null, null));
        return test;
    }

    private LeaseRequest request(BrandId brand, String model, boolean shared) {
        return new LeaseRequest(++requests, brand, PROVIDER, model, shared, Money.ZERO, Set.of());
    }

    private LeaseResult ask(TestPool test, String model) {
        return test.pool.lease(request(BRAND, model, true), test.now);
    }

    private Lease lease(TestPool test, String model) {
        return assertInstanceOf(Leased.class, ask(test, model)).lease();
    }

    private static void end(TestPool test, Lease lease, Outcome outcome) {
        lease.sent(test.now);
        lease.settle(outcome, Money.ZERO, test.now);
    }

    private void overload(TestPool test, String model, int times) {
        List<Lease> all = new ArrayList<>();
        for (int i = 0; i < times; i++) all.add(lease(test, model));
        for (Lease lease : all) end(test, lease, failed(FailureClass.PROVIDER_OVERLOADED));
    }

    private static String until(LeaseResult result) {
        return assertInstanceOf(Overloaded.class, result).retryAt().toString();
    }

    @Test
    void fiveOverloadsWithinThirtySecondsOpenItForThatModelAlone() {
        TestPool test = pool();
        test.at("10:00:00");
        overload(test, "m", 4);
        test.at("10:00:30");
        overload(test, "m", 1);
        assertEquals("2026-11-23T10:00:40Z", until(ask(test, "m")));
        end(test, lease(test, "other"), new Success());
        assertInstanceOf(Leased.class, test.ask());
    }

    @Test
    void aRequestThatIsServedBetweenShowsThatThereIsCapacity() {
        TestPool test = pool();
        overload(test, "m", 4);
        end(test, lease(test, "m"), new Success());
        overload(test, "m", 4);
        assertInstanceOf(Leased.class, ask(test, "m"));
    }

    @Test
    void olderOverloadsDoNotCount() {
        TestPool test = pool();
        test.at("10:00:00");
        overload(test, "m", 4);
        test.at("10:00:31");
        overload(test, "m", 4);
        assertInstanceOf(Leased.class, ask(test, "m"));
    }

    @Test
    void theTriesOfOneRequestAreOneFailure() {
        TestPool test = pool();
        Set<IntegrationId> none = Set.of();
        for (int i = 0; i < 6; i++) {
            var again = new LeaseRequest(7, BRAND, PROVIDER, "m", true, Money.ZERO, none);
            Lease lease = assertInstanceOf(Leased.class, test.pool.lease(again, test.now))
                    .lease();
            end(test, lease, failed(FailureClass.PROVIDER_OVERLOADED));
        }
        overload(test, "m", 3);
        overload(test, "m", 1);
        assertInstanceOf(Overloaded.class, ask(test, "m"));
    }

    @Test
    void otherFailuresOpenNothing() {
        TestPool test = pool();
        for (FailureClass failure : FailureClass.values()) {
            if (failure == FailureClass.PROVIDER_OVERLOADED || failure == FailureClass.MODEL_NOT_FOUND) continue;
            for (int i = 0; i < 5; i++) {
                Lease lease = lease(test, "m");
                end(test, lease, failed(failure));
                test.pool.resetHealth(lease.key(), test.now);
            }
        }
        assertInstanceOf(Leased.class, ask(test, "m"));
    }

    @Test
    void oneProbeAtATimeFindsOutAndAFailureDoublesTheTimeUpToThirtySeconds() {
        TestPool test = pool();
        test.at("10:00:00");
        overload(test, "m", 5);
        List<String> ends = List.of("10:00:10", "10:00:30", "10:01:00", "10:01:30");
        for (String end : ends) {
            assertEquals("2026-11-23T" + end + "Z", until(ask(test, "m")));
            Lease probe = lease(test.at(end), "m");
            assertEquals("2026-11-23T" + end + "Z", until(ask(test, "m")), "one probe at a time");
            end(test, probe, failed(FailureClass.PROVIDER_OVERLOADED));
        }
        Lease probe = lease(test.at("10:02:00"), "m");
        end(test, probe, new Success());
        assertInstanceOf(Leased.class, ask(test, "m"));
        overload(test, "m", 5);
        assertEquals("2026-11-23T10:02:10Z", until(ask(test, "m")), "it begins anew");
    }

    @Test
    void aProbeThatLearntNothingLeavesItsPlaceToTheNext() {
        TestPool test = pool();
        test.at("10:00:00");
        overload(test, "m", 5);
        test.at("10:00:10");
        lease(test, "m").settle(new Abandoned(), null, test.now);
        end(test, lease(test, "m"), failed(FailureClass.CALLER_ERROR));
        end(test, lease(test, "m"), new Success());
        assertInstanceOf(Leased.class, ask(test, "m"));
    }

    @Test
    void aProbeThatFindsNoKeyLeavesItsPlaceToo() {
        TestPool test = new TestPool(limited(1, null, 5L));
        test.at("10:00:00");
        for (int i = 0; i < 5; i++) {
            end(test, lease(test, "m"), failed(FailureClass.PROVIDER_OVERLOADED));
            test.pool.resetHealth(id(1), test.now);
        }
        test.at("10:00:10");
        assertInstanceOf(Exhausted.class, ask(test, "m"));
        assertInstanceOf(Exhausted.class, ask(test, "m"));
        lease(test.at("10:01:01"), "m");
        assertInstanceOf(Overloaded.class, ask(test, "m"));
    }

    @Test
    void whatBeganBeforeItOpenedDoesNotCloseOrProlongIt() {
        TestPool test = pool();
        test.at("10:00:00");
        Lease good = lease(test, "m");
        Lease bad = lease(test, "m");
        overload(test, "m", 5);
        test.at("10:00:05");
        end(test, good, new Success());
        end(test, bad, failed(FailureClass.PROVIDER_OVERLOADED));
        assertEquals("2026-11-23T10:00:10Z", until(ask(test, "m")));
    }

    @Test
    void whatAllBrandsShareIsClosedForAllAndWhatIsABrandsOwnForItAlone() {
        TestPool test = pool();
        overload(test, "m", 5);
        assertInstanceOf(Overloaded.class, test.pool.lease(request(OTHER, "m", true), test.now));
        for (int i = 0; i < 5; i++) {
            Lease lease = assertInstanceOf(Leased.class, test.pool.lease(request(BRAND, "own", false), test.now))
                    .lease();
            end(test, lease, failed(FailureClass.PROVIDER_OVERLOADED));
            test.pool.resetHealth(lease.key(), test.now);
        }
        assertInstanceOf(Overloaded.class, test.pool.lease(request(BRAND, "own", false), test.now));
        assertInstanceOf(Leased.class, test.pool.lease(request(OTHER, "own", false), test.now));
    }

    @Test
    void whoHasNoKeyIsToldThatFirst() {
        TestPool test = pool();
        overload(test, "m", 5);
        assertInstanceOf(NoKey.class, test.pool.lease(request(new BrandId(3), "m", true), test.now));
    }

    @Test
    void anExplanationNamesItAndTakesNoProbe() {
        TestPool test = pool();
        test.at("10:00:00");
        overload(test, "m", 5);
        for (int i = 0; i < 2; i++) {
            var candidate = test.pool
                    .explain(request(OTHER, "m", true), test.now)
                    .candidates()
                    .getFirst();
            assertEquals(
                    Cause.PROVIDER_OVERLOADED,
                    Objects.requireNonNull(candidate.obstacle()).cause());
            assertEquals(Instant.parse("2026-11-23T10:00:10Z"), candidate.until());
        }
        test.at("10:00:10");
        assertEquals(
                null,
                test.pool
                        .explain(request(OTHER, "m", true), test.now)
                        .candidates()
                        .getFirst()
                        .obstacle());
        assertInstanceOf(Leased.class, ask(test, "m"));
    }

    @Test
    void modelsThatNobodyAsksForAnyMoreAreForgotten() {
        Circuits circuits = new Circuits();
        Instant now = TestPool.START;
        Outcome overloaded = failed(FailureClass.PROVIDER_OVERLOADED);
        for (int i = 0; i < 5; i++) circuits.leave(request(BRAND, "open", true), overloaded, now);
        circuits.leave(request(BRAND, "young", true), overloaded, now.plusSeconds(40));
        for (int i = 2; i < Circuits.MANY; i++) circuits.leave(request(BRAND, "m" + i, true), overloaded, now);
        assertEquals(Circuits.MANY, circuits.size());
        circuits.leave(request(BRAND, "last", true), overloaded, now.plusSeconds(40));
        assertEquals(3, circuits.size());
        assertEquals(null, circuits.closedUntil(request(BRAND, "open", true), now.plusSeconds(40)));
        circuits.leave(request(BRAND, "unheard", true), new Success(), now);
        assertEquals(3, circuits.size());
    }

    @Test
    void ofManyWhoAskOneProbes() throws Exception {
        for (int round = 0; round < 50; round++) {
            TestPool test = pool();
            overload(test, "m", 5);
            Instant later = test.now.plusSeconds(10);
            AtomicInteger probes = new AtomicInteger();
            int base = round * 100;
            Crowd.run(4, thread -> {
                var mine = new LeaseRequest(base + thread, BRAND, PROVIDER, "m", true, Money.ZERO, Set.of());
                if (test.pool.lease(mine, later) instanceof Leased) probes.incrementAndGet();
                return 0;
            });
            assertEquals(1, probes.get());
        }
    }

    @Test
    void concurrentOverloadsAreAllCounted() throws Exception {
        Circuits circuits = new Circuits();
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            String model = "m" + random.nextInt();
            long base = round * 10L;
            Crowd.run(5, thread -> {
                var mine = new LeaseRequest(base + thread, BRAND, PROVIDER, model, true, Money.ZERO, Set.of());
                circuits.leave(mine, failed(FailureClass.PROVIDER_OVERLOADED), TestPool.START);
                return 0;
            });
            assertTrue(circuits.closedUntil(request(BRAND, model, true), TestPool.START) != null);
        }
    }
}
