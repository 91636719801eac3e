package dev.keypool.pool;

import static dev.keypool.pool.TestPool.id;
import static dev.keypool.pool.TestPool.inactive;
import static dev.keypool.pool.TestPool.key;
import static dev.keypool.pool.TestPool.limited;
import static dev.keypool.pool.TestPool.priority;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.pool.LeaseResult.Cause;
import dev.keypool.pool.LeaseResult.Exhausted;
import dev.keypool.pool.LeaseResult.NoKey;
import dev.keypool.pool.LeaseResult.Reason;
import dev.keypool.values.BrandId;
import dev.keypool.values.FailureClass;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SelectionOrderTest {
    @Test
    void theHighestPriorityGoesFirst() {
        TestPool test = new TestPool(key(1), priority(key(2), 10), priority(key(3), 5));
        assertEquals(2, test.next());
        assertEquals(3, test.next(id(2)));
        assertEquals(1, test.next(id(2), id(3)));
    }

    @Test
    void healthyGoesBeforeDegradedWithinAPriorityAndNotAcross() {
        TestPool test = new TestPool(key(1), key(2), priority(key(3), 10));
        assertEquals(3, test.fail(FailureClass.TIMEOUT));
        assertEquals(3, test.next(), "degraded, but of the highest priority");
        Lease first = test.lease(id(3));
        assertEquals(1, first.key().value());
        first.settle(TestPool.failed(FailureClass.TIMEOUT), null, test.now);
        assertEquals(2, test.next(id(3)), "healthy goes before the smaller id");
    }

    @Test
    void theLargestShareOfLimitsLeftGoesFirst() {
        TestPool test = new TestPool(limited(1, null, 10L), limited(2, null, 3L));
        assertEquals(1, test.succeed(), "both whole: the smaller id");
        assertEquals(2, test.succeed(), "9/10 against 3/3");
        assertEquals(1, test.succeed(), "9/10 against 2/3");
        assertEquals(1, test.succeed(), "8/10 against 2/3");
        assertEquals(1, test.succeed(), "7/10 against 2/3");
        assertEquals(2, test.succeed(), "6/10 against 2/3");
    }

    @Test
    void theTighterOfTwoLimitsIsTheShare() {
        TestPool test = new TestPool(limited(1, 2L, 100L), limited(2, 100L, 3L));
        assertEquals(1, test.succeed());
        assertEquals(2, test.succeed(), "1/2 of the day against 3/3");
        assertEquals(2, test.succeed(), "1/2 against 2/3 of the minute");
        assertEquals(1, test.succeed(), "1/2 against 1/3");
    }

    @Test
    void aPlaceTakenByAnUnsentLeaseIsNotLeft() {
        TestPool test = new TestPool(limited(1, null, 10L), limited(2, null, 10L));
        assertEquals(1, test.lease().key().value());
        assertEquals(2, test.lease().key().value());
    }

    @Test
    void keysWithoutLimitsGoByFewestInFlightThenLeastRecentlyUsedThenId() {
        TestPool test = new TestPool(key(1), key(2), key(3));
        assertEquals(1, test.succeed());
        assertEquals(2, test.afterSeconds(1).succeed());
        assertEquals(3, test.afterSeconds(1).succeed());
        assertEquals(1, test.afterSeconds(1).lease().key().value(), "the least recently used, stays in flight");
        assertEquals(2, test.succeed());
        assertEquals(3, test.afterSeconds(1).succeed());
        assertEquals(2, test.afterSeconds(1).succeed(), "key 1 has one in flight");
    }

    @Test
    void aKeyThatWasNeverUsedIsTheLeastRecentlyUsed() {
        TestPool test = new TestPool(key(1), key(3));
        assertEquals(1, test.succeed());
        assertEquals(3, test.afterSeconds(1).succeed());
        test.pool.put(key(2));
        assertEquals(2, test.succeed());
        assertEquals(1, test.afterSeconds(1).succeed());
        test.pool.put(key(4));
        assertEquals(4, test.next());
    }

    @Test
    void aKeyThatWasUsedGoesAfterOneThatWasNot() {
        TestPool test = new TestPool(inactive(key(1)), key(2));
        assertEquals(2, test.succeed());
        test.pool.put(key(1));
        assertEquals(1, test.next());
    }

    @Test
    void aKeyWithoutLimitsGoesBeforeOneThatUsedSomeOfIts() {
        TestPool test = new TestPool(limited(1, 1_000_000L, null), key(2));
        assertEquals(1, test.succeed());
        assertEquals(2, test.succeed());
        assertEquals(2, test.succeed());
    }

    @Test
    void sharesCompareExactlyHoweverLargeTheLimits() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            Share one = share(random);
            Share other = random.nextInt(10) == 0 ? one : share(random);
            BigInteger left = BigInteger.valueOf(one.left()).multiply(BigInteger.valueOf(other.limit()));
            BigInteger right = BigInteger.valueOf(other.left()).multiply(BigInteger.valueOf(one.limit()));
            assertEquals(left.compareTo(right), Integer.signum(one.compareTo(other)), one + " against " + other);
        }
    }

    private static Share share(Random random) {
        long limit = 1 + (random.nextLong() >>> (2 + random.nextInt(61)));
        return new Share(random.nextLong(limit + 1), limit);
    }

    @Test
    void triedAndInactiveKeysAreNotGivenAndNotWaitedFor() {
        TestPool test = new TestPool(key(1), inactive(key(2)));
        assertEquals(1, test.next());
        Exhausted exhausted = test.refusal(id(1));
        assertNull(exhausted.retryAt());
        assertEquals(
                List.of(new Reason(id(1), Cause.ALREADY_TRIED, null), new Reason(id(2), Cause.INACTIVE, null)),
                exhausted.reasons());
    }

    @Test
    void aBrandWithoutAKeyForTheProviderIsToldSo() {
        TestPool test = new TestPool(key(1));
        assertInstanceOf(NoKey.class, test.pool.lease(LeaseRequest.free(new BrandId(2), TestPool.PROVIDER), test.now));
        assertInstanceOf(NoKey.class, test.pool.lease(LeaseRequest.free(TestPool.BRAND, "groq"), test.now));
        test.pool.remove(id(1));
        assertInstanceOf(NoKey.class, test.ask());
    }

    @Test
    void anInactiveKeyServesAgainOnceItIsActive() {
        TestPool test = new TestPool(inactive(key(1)));
        assertEquals(Cause.INACTIVE, test.onlyReason().cause());
        test.pool.put(key(1));
        assertEquals(1, test.succeed());
    }

    @Test
    void aDueProbeGoesBeforeHealthyKeysOfHigherPriority() {
        TestPool test = new TestPool(key(1)).quarantine();
        test.pool.put(priority(key(2), 100));
        assertEquals(2, test.next());
        test.afterSeconds(60);
        Lease probe = test.lease();
        assertEquals(1, probe.key().value());
        assertTrue(probe.probe());
        Lease other = test.lease();
        assertEquals(2, other.key().value(), "one probe at a time");
        assertFalse(other.probe());
    }

    @Test
    void ofTwoDueProbesTheOneDueForLongestGoesFirst() {
        TestPool test = new TestPool(key(2)).quarantine();
        test.pool.put(key(1));
        test.pool.put(inactive(key(2)));
        test.afterSeconds(5).quarantine();
        test.pool.put(key(2));
        test.afterSeconds(60);
        assertEquals(2, test.lease().key().value());
        assertEquals(1, test.lease().key().value());
        assertEquals(
                List.of(Cause.PROBING, Cause.PROBING),
                test.refusal().reasons().stream().map(Reason::cause).toList());
    }

    @Test
    void aDueProbeRespectsLimitsActivityAndWhatWasTried() {
        TestPool test = new TestPool(limited(1, null, 3L)).quarantine();
        test.pool.put(key(2));
        test.pool.put(limited(1, 3L, null));
        test.afterSeconds(60);
        assertEquals(2, test.next(), "its day is full");
        test.pool.put(inactive(key(1)));
        assertEquals(2, test.next());
        test.pool.put(key(1));
        assertEquals(2, test.next(id(1)));
        assertEquals(1, test.next());
    }

    @Test
    void providersComeInTheOrderOfTheirBestActiveKey() {
        TestPool test = new TestPool(key(1));
        test.pool.put(at("groq", 2, 10, true));
        test.pool.put(at("groq", 3, 0, true));
        test.pool.put(at("mistral", 4, 100, false));
        test.pool.put(at("xai", 5, 0, true));
        assertEquals(List.of("groq", "openai", "xai"), test.pool.providers(TestPool.BRAND));
        test.fail(FailureClass.TIMEOUT);
        assertEquals(List.of("groq", "xai", "openai"), test.pool.providers(TestPool.BRAND));
        test.pool.remove(id(2));
        assertEquals(List.of("groq", "xai", "openai"), test.pool.providers(TestPool.BRAND));
        test.pool.remove(id(3));
        assertEquals(List.of("xai", "openai"), test.pool.providers(TestPool.BRAND));
        assertEquals(List.of(), test.pool.providers(new BrandId(9)));
    }

    private static Member at(String provider, long id, int priority, boolean active) {
        return new Member(id(id), TestPool.BRAND, provider, active, priority, null, null, null);
    }

    @Test
    void aPriorityBeyondItsRangeIsRefusedWithASentence() {
        for (int priority : new int[] {-1, 101}) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> priority(key(1), priority));
            assertEquals("A priority is 0 to 100, not " + priority, refused.getMessage());
        }
    }
}
