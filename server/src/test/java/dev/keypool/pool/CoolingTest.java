package dev.keypool.pool;

import static dev.keypool.pool.TestPool.failed;
import static dev.keypool.pool.TestPool.id;
import static dev.keypool.pool.TestPool.key;
import static dev.keypool.pool.TestPool.money;
import static dev.keypool.values.FailureClass.KEY_NO_CREDIT;
import static dev.keypool.values.FailureClass.RATE_LIMITED;
import static dev.keypool.values.FailureClass.TIMEOUT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.pool.LeaseResult.Cause;
import dev.keypool.pool.Outcome.Abandoned;
import dev.keypool.pool.Outcome.Success;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CoolingTest {
    @Test
    void aRateLimitedKeyCoolsForAsLongAsTheProviderSays() {
        TestPool test = new TestPool(key(1));
        test.lease().settle(failed(RATE_LIMITED, Duration.ofSeconds(34)), null, test.now);
        assertEquals(1, test.failures(1));
        assertEquals(Cause.COOLING, test.onlyReason().cause());
        assertEquals(test.now.plusSeconds(34), test.refusal().retryAt());
        assertEquals(test.now.plusSeconds(34), test.standing(1).coolingUntil());
        test.after(Duration.ofMillis(33_999)).refusal();
        test.after(Duration.ofMillis(1));
        assertNull(test.standing(1).coolingUntil(), "a cooling that is over is not shown");
        assertEquals(1, test.succeed());
    }

    @Test
    void withoutANamedTimeItCoolsOneTwoFourSecondsAndNeverMoreThanAMinute() {
        TestPool test = new TestPool(key(1));
        for (long whole : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            test.now = test.now.plusSeconds(3_600);
            test.lease().settle(failed(RATE_LIMITED), null, test.now);
            Duration wait = Duration.between(test.now, cooling(test));
            assertTrue(wait.compareTo(Duration.ofSeconds(whole)) <= 0, wait + " of " + whole + " s");
            assertTrue(wait.compareTo(Duration.ofMillis(whole * 500)) >= 0, wait + " of " + whole + " s");
        }
    }

    @Test
    void guessedTimesDifferFromKeyToKey() {
        TestPool test = new TestPool(key(1), key(2));
        test.pool.judge(id(1), failed(RATE_LIMITED), test.now);
        test.pool.judge(id(2), failed(RATE_LIMITED), test.now);
        assertFalse(cooling(test).equals(test.standing(2).coolingUntil()));
    }

    @Test
    void aSuccessBeginsTheGuessingAnew() {
        TestPool test = new TestPool(key(1));
        test.fail(RATE_LIMITED);
        test.afterSeconds(2).fail(RATE_LIMITED);
        assertEquals(2, test.standing(1).coolings());
        test.afterSeconds(2).succeed();
        assertEquals(0, test.standing(1).coolings());
    }

    @Test
    void aNamedTimeIsNoGuess() {
        TestPool test = new TestPool(key(1));
        test.lease().settle(failed(RATE_LIMITED, Duration.ofSeconds(1)), null, test.now);
        assertEquals(0, test.standing(1).coolings());
    }

    @Test
    void aBurstNeitherEscalatesNorProlongsAGuessedCooling() {
        TestPool test = new TestPool(key(1));
        Lease first = test.lease();
        Lease second = test.lease();
        first.settle(failed(RATE_LIMITED), null, test.afterSeconds(1).now);
        Instant until = cooling(test);
        second.settle(failed(RATE_LIMITED), null, test.after(Duration.ofMillis(200)).now);
        assertEquals(until, cooling(test));
        assertEquals(1, test.standing(1).coolings());
        assertEquals(1, test.told.size());
    }

    @Test
    void anAttemptOfTheBurstThatFailsAfterTheCoolingIsNewsButCountsNoFailure() {
        TestPool test = new TestPool(key(1));
        Lease slow = test.lease();
        test.fail(RATE_LIMITED);
        slow.settle(failed(RATE_LIMITED), null, test.afterSeconds(10).now);
        assertEquals(1, test.failures(1));
        assertEquals(2, test.standing(1).coolings());
        test.refusal();
    }

    @Test
    void laterEvidenceOnlyMovesTheEndLater() {
        TestPool test = new TestPool(key(1));
        Lease shorter = test.lease();
        Lease longer = test.lease();
        test.lease().settle(failed(RATE_LIMITED, Duration.ofSeconds(30)), null, test.now);
        Instant until = cooling(test);
        shorter.settle(failed(RATE_LIMITED, Duration.ofSeconds(5)), null, test.afterSeconds(1).now);
        assertEquals(until, cooling(test));
        longer.settle(failed(RATE_LIMITED, Duration.ofSeconds(60)), null, test.now);
        assertEquals(test.now.plusSeconds(60), cooling(test));
        assertEquals(1, test.failures(1));
    }

    @Test
    void anOlderSuccessDoesNotEndTheProvidersOwnTime() {
        TestPool test = new TestPool(key(1));
        Lease older = test.lease();
        test.lease().settle(failed(RATE_LIMITED, Duration.ofSeconds(30)), null, test.now);
        older.settle(new Success(), null, test.afterSeconds(1).now);
        assertEquals(0, test.failures(1));
        assertEquals(Cause.COOLING, test.onlyReason().cause());
    }

    @Test
    void aKeyWithoutCreditIsTriedAgainAfterAQuarterOfAnHourOrWhenStated() {
        TestPool test = new TestPool(key(1));
        test.fail(KEY_NO_CREDIT);
        assertEquals(test.now.plus(Duration.ofMinutes(15)), test.refusal().retryAt());
        assertEquals(0, test.standing(1).coolings());
        test.after(Duration.ofMinutes(15)).lease().settle(failed(KEY_NO_CREDIT, Duration.ofHours(9)), null, test.now);
        assertEquals(test.now.plus(Duration.ofHours(9)), test.refusal().retryAt());
        assertEquals(2, test.failures(1));
    }

    @Test
    void aBurstWithoutCreditCoolsOnce() {
        TestPool test = new TestPool(key(1));
        Lease second = test.lease();
        Lease rateLimited = test.lease();
        test.fail(KEY_NO_CREDIT);
        Instant until = cooling(test);
        second.settle(failed(KEY_NO_CREDIT), null, test.afterSeconds(1).now);
        rateLimited.settle(failed(RATE_LIMITED), null, test.now);
        assertEquals(until, cooling(test));
        assertEquals(1, test.told.size());
    }

    @Test
    void wantOfCreditIsNoticedEvenInTheBurstOfAnotherFailure() {
        TestPool test = new TestPool(key(1));
        Lease noCredit = test.lease();
        test.fail(RATE_LIMITED);
        noCredit.settle(failed(KEY_NO_CREDIT), null, test.now);
        assertEquals(1, test.failures(1));
        assertEquals(test.now.plus(Duration.ofMinutes(15)), cooling(test));
        assertEquals(KEY_NO_CREDIT, test.standing(1).lastErrorClass());
    }

    @Test
    void aPositiveBalanceEndsACoolingForWantOfCredit() {
        TestPool test = new TestPool(key(1));
        test.fail(KEY_NO_CREDIT);
        test.pool.billed(id(1), null, null, null, test.now);
        test.refusal();
        test.pool.billed(id(1), null, null, money("0.01"), test.now);
        assertEquals(1, test.succeed());
    }

    @Test
    void aPositiveBalanceDoesNotEndACoolingForRate() {
        TestPool test = new TestPool(key(1));
        Lease older = test.lease();
        test.lease().settle(failed(RATE_LIMITED, Duration.ofHours(1)), null, test.now);
        older.settle(failed(KEY_NO_CREDIT), null, test.now);
        test.pool.billed(id(1), null, null, money("5"), test.now);
        assertEquals(test.now.plus(Duration.ofHours(1)), test.refusal().retryAt());
    }

    @Test
    void theErrorShownIsTheOneTheKeyCoolsFor() {
        TestPool test = new TestPool(key(1));
        test.pool.billed(id(1), null, null, money("0"), test.now);
        Lease lease = new TestPool(key(1)).lease();
        lease.settle(new Abandoned(), null, test.now);
        test.pool.judge(id(1), failed(TIMEOUT), test.afterSeconds(1).now);
        assertEquals(1, test.failures(1));
        assertEquals(KEY_NO_CREDIT, test.standing(1).lastErrorClass());
        test.pool.billed(id(1), null, null, money("1"), test.now);
        assertEquals(1, test.succeed());
    }

    @Test
    void aZeroBalanceCoolsTheKeyAndIsNoFailure() {
        TestPool test = new TestPool(key(1));
        test.pool.billed(id(1), null, null, money("0"), test.now);
        assertEquals(0, test.failures(1));
        assertEquals("The provider reports no credit left.", test.standing(1).lastError());
        assertEquals(test.now.plus(Duration.ofMinutes(15)), test.refusal().retryAt());
        test.pool.billed(id(1), null, null, money("-0.5"), test.afterSeconds(60).now);
        assertEquals(test.now.plus(Duration.ofMinutes(15)), test.refusal().retryAt());
    }

    @Test
    void aZeroBalanceDoesNotShortenALongerCooling() {
        TestPool test = new TestPool(key(1));
        test.lease().settle(failed(KEY_NO_CREDIT, Duration.ofHours(2)), null, test.now);
        int told = test.told.size();
        test.pool.billed(id(1), null, null, money("0"), test.now);
        assertEquals(test.now.plus(Duration.ofHours(2)), test.refusal().retryAt());
        assertEquals(told, test.told.size());
    }

    @Test
    void aCoolingQuarantinedKeyWaitsForBothToPass() {
        TestPool test = new TestPool(key(1)).quarantine();
        test.pool.judge(id(1), failed(RATE_LIMITED, Duration.ofMinutes(5)), test.afterSeconds(1).now);
        assertEquals(test.now.plusSeconds(120), test.view(1).nextProbeAt());
        assertEquals(Cause.COOLING, test.onlyReason().cause());
        assertEquals(test.now.plusSeconds(300), test.refusal().retryAt());
        assertTrue(test.afterSeconds(300).lease().probe());
    }

    @Test
    void aResetEndsACooling() {
        TestPool test = new TestPool(key(1));
        test.fail(KEY_NO_CREDIT);
        test.pool.resetHealth(id(1), test.now);
        assertEquals(1, test.succeed());
    }

    private static Instant cooling(TestPool test) {
        Instant until = test.standing(1).coolingUntil();
        assertNotNull(until);
        return until;
    }
}
