package dev.keypool.pool;

import static dev.keypool.pool.StandingStore.Event.Kind.COOLING;
import static dev.keypool.pool.StandingStore.Event.Kind.DEGRADED;
import static dev.keypool.pool.TestPool.BRAND;
import static dev.keypool.pool.TestPool.PROVIDER;
import static dev.keypool.pool.TestPool.failed;
import static dev.keypool.pool.TestPool.id;
import static dev.keypool.pool.TestPool.key;
import static dev.keypool.pool.TestPool.money;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.values.BrandId;
import dev.keypool.values.FailureClass;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keys of one account cool together. */
class AccountTest {
    private static Member member(long id, @Nullable String account) {
        return member(id, BRAND, PROVIDER, account);
    }

    private static Member member(long id, BrandId brand, String provider, @Nullable String account) {
        return new Member(id(id), brand, provider, true, 0, null, null, null, account);
    }

    private static void end(TestPool test, long key, Outcome outcome) {
        test.pool.judge(id(key), outcome, test.now);
    }

    @Test
    void aRateLimitOfOneCoolsAllOfTheAccountAndNoOther() {
        TestPool test = new TestPool(
                member(1, "org"),
                member(2, "org"),
                member(3, "another"),
                key(4),
                member(5, new BrandId(2), PROVIDER, "org"),
                member(6, BRAND, "groq", "org"));
        end(test, 1, failed(FailureClass.RATE_LIMITED, Duration.ofSeconds(30)));
        assertEquals(test.now.plusSeconds(30), test.standing(2).coolingUntil());
        assertEquals(FailureClass.RATE_LIMITED, test.standing(2).lastErrorClass());
        assertEquals(0, test.failures(2), "it is no failure of the other");
        assertEquals(Health.HEALTHY, test.standing(2).health());
        for (long other = 3; other <= 6; other++)
            assertNull(test.standing(other).coolingUntil());
        assertEquals(List.of(DEGRADED, COOLING), test.kinds());
        assertEquals(
                "Another key of the account org must wait. Not selected until 2026-11-23T10:00:30Z.",
                test.lastEvent().cause());
    }

    @Test
    void theLaterEndHoldsAndAShorterOneIsNotTold() {
        TestPool test = new TestPool(member(1, "org"), member(2, "org"));
        end(test, 2, failed(FailureClass.RATE_LIMITED, Duration.ofSeconds(60)));
        int told = test.told.size();
        test.afterSeconds(1);
        end(test, 1, failed(FailureClass.RATE_LIMITED, Duration.ofSeconds(5)));
        assertEquals(TestPool.START.plusSeconds(60), test.standing(1).coolingUntil());
        assertEquals(TestPool.START.plusSeconds(60), test.standing(2).coolingUntil());
        assertEquals(told + 1, test.told.size(), "of the one that failed alone");
    }

    @Test
    void wantOfCreditCoolsAllAndEachEndsByItsOwnBalance() {
        TestPool test = new TestPool(member(1, "org"), member(2, "org"));
        test.pool.billed(id(1), null, null, money("0"), test.now);
        assertEquals(test.now.plusSeconds(900), test.standing(2).coolingUntil());
        test.pool.billed(id(2), null, null, money("1"), test.now);
        assertNull(test.standing(2).coolingUntil());
        assertEquals(test.now.plusSeconds(900), test.standing(1).coolingUntil());
        end(test, 1, failed(FailureClass.TIMEOUT));
        assertNull(test.standing(2).coolingUntil(), "a failure that cools nothing further says nothing of the account");
    }

    @Test
    void aKeyThatLeftTheAccountOrThePoolCoolsNobody() {
        TestPool test = new TestPool(member(1, "org"), member(2, "org"), member(3, "org"));
        Lease lease = test.lease(id(2), id(3));
        test.pool.remove(id(1));
        lease.sent(test.now);
        lease.settle(failed(FailureClass.RATE_LIMITED, Duration.ofSeconds(30)), null, test.now);
        assertNull(test.standing(2).coolingUntil());
        test.pool.put(member(3, null));
        end(test, 3, failed(FailureClass.RATE_LIMITED, Duration.ofSeconds(30)));
        assertNull(test.standing(2).coolingUntil());
    }

    @Test
    void whateverTheOrderAllOfTheAccountCoolAsLongAsTheLongest() throws Exception {
        for (int round = 0; round < 50; round++) {
            Pool pool = new Pool(PoolSettings.STANDARD, new Random(round), (id, standing, event) -> {});
            for (long i = 1; i <= 4; i++) pool.put(member(i, "org"));
            int seed = round;
            List<Long> longest = Crowd.run(4, thread -> {
                Random random = new Random(seed * 31L + thread);
                long most = 0;
                for (int i = 0; i < 20; i++) {
                    long seconds = 1 + random.nextLong(10_000);
                    most = Math.max(most, seconds);
                    FailureClass failure =
                            random.nextBoolean() ? FailureClass.RATE_LIMITED : FailureClass.KEY_NO_CREDIT;
                    pool.judge(id(1L + thread), failed(failure, Duration.ofSeconds(seconds)), TestPool.START);
                }
                return most;
            });
            Instant end = TestPool.START.plusSeconds(
                    longest.stream().mapToLong(Long::longValue).max().orElseThrow());
            for (long i = 1; i <= 4; i++) {
                Standing standing =
                        pool.view(id(i), TestPool.START).orElseThrow().standing();
                assertEquals(end, standing.coolingUntil());
                assertTrue(standing.lastErrorClass() != null);
            }
        }
    }
}
