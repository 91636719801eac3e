package dev.keypool.pool;

import static dev.keypool.pool.TestPool.failed;
import static dev.keypool.pool.TestPool.id;
import static dev.keypool.pool.TestPool.key;
import static dev.keypool.pool.TestPool.limited;
import static dev.keypool.values.FailureClass.CALLER_ERROR;
import static dev.keypool.values.FailureClass.CONTENT_FILTER;
import static dev.keypool.values.FailureClass.CONTEXT_TOO_LONG;
import static dev.keypool.values.FailureClass.KEY_INVALID;
import static dev.keypool.values.FailureClass.MODEL_NOT_FOUND;
import static dev.keypool.values.FailureClass.PROVIDER_ERROR;
import static dev.keypool.values.FailureClass.PROVIDER_OVERLOADED;
import static dev.keypool.values.FailureClass.TIMEOUT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.pool.LeaseResult.Cause;
import dev.keypool.pool.Outcome.Abandoned;
import dev.keypool.pool.Outcome.Success;
import dev.keypool.values.FailureClass;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HealthTest {
    private static final List<FailureClass> CALLERS =
            List.of(CALLER_ERROR, CONTENT_FILTER, CONTEXT_TOO_LONG, MODEL_NOT_FOUND);

    @Test
    void healthFollowsTheFailuresInARow() {
        TestPool test = new TestPool(key(1));
        assertEquals(Health.HEALTHY, test.standing(1).health());
        test.afterSeconds(1).fail(TIMEOUT);
        assertEquals(Health.DEGRADED, test.standing(1).health());
        test.afterSeconds(1).fail(PROVIDER_ERROR);
        assertEquals(Health.DEGRADED, test.standing(1).health());
        test.afterSeconds(1).fail(PROVIDER_OVERLOADED);
        assertEquals(Health.UNHEALTHY, test.standing(1).health());
        assertEquals(3, test.failures(1));
        assertEquals(PROVIDER_OVERLOADED, test.standing(1).lastErrorClass());
        assertEquals("it said provider_overloaded", test.standing(1).lastError());
        assertEquals(test.now, test.standing(1).lastFailureAt());
    }

    @Test
    void aRejectedKeyTooIsDegradedAfterOneAndUnhealthyAfterThree() {
        TestPool test = new TestPool(key(1));
        test.fail(KEY_INVALID);
        assertEquals(Health.DEGRADED, test.standing(1).health());
        test.afterSeconds(1).fail(KEY_INVALID);
        test.afterSeconds(1).fail(KEY_INVALID);
        assertEquals(Health.UNHEALTHY, test.standing(1).health());
    }

    @ParameterizedTest
    @EnumSource(FailureClass.class)
    void exactlyWhatTheKeyOrItsProviderDidWrongCounts(FailureClass failureClass) {
        TestPool test = new TestPool(key(1));
        test.fail(failureClass);
        assertEquals(CALLERS.contains(failureClass) ? 0 : 1, test.failures(1));
    }

    @Test
    void aCallerWhoGoesAwayIsNoFailureAndNoSuccess() {
        TestPool test = new TestPool(key(1));
        test.fail(TIMEOUT);
        Lease lease = test.afterSeconds(1).lease();
        lease.sent(test.now);
        lease.settle(new Abandoned(), null, test.now);
        assertEquals(1, test.failures(1));
    }

    @Test
    void aSuccessResetsToZeroAndKeepsTheLastErrorToRead() {
        TestPool test = new TestPool(key(1));
        test.fail(TIMEOUT);
        test.afterSeconds(1).fail(TIMEOUT);
        test.afterSeconds(1).succeed();
        assertEquals(0, test.failures(1));
        assertEquals(Health.HEALTHY, test.standing(1).health());
        assertEquals("it said timeout", test.standing(1).lastError());
        test.afterSeconds(1).fail(TIMEOUT);
        assertEquals(1, test.failures(1));
    }

    @Test
    void aBurstCountsOnce() {
        TestPool test = new TestPool(key(1));
        List<Lease> burst = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            burst.add(test.lease());
            test.after(Duration.ofMillis(10));
        }
        for (Lease lease : burst) lease.settle(failed(TIMEOUT), null, test.after(Duration.ofMillis(1)).now);
        assertEquals(1, test.failures(1));
        assertEquals(1, test.told.size());
    }

    @Test
    void aFailureCountsOnlyWhenItsAttemptBeganStrictlyAfterTheLastCountedOne() {
        TestPool test = new TestPool(key(1));
        Lease before = test.lease();
        Lease failing = test.lease();
        failing.settle(failed(TIMEOUT), null, test.afterSeconds(5).now);
        Lease sameInstant = test.lease();
        Lease after = test.after(Duration.ofNanos(1)).lease();
        before.settle(failed(TIMEOUT), null, test.afterSeconds(1).now);
        assertEquals(1, test.failures(1));
        sameInstant.settle(failed(TIMEOUT), null, test.now);
        assertEquals(1, test.failures(1));
        after.settle(failed(TIMEOUT), null, test.now);
        assertEquals(2, test.failures(1));
    }

    @Test
    void quarantineIsOneMinuteThenAProbeThenDegradedThenHealthy() {
        TestPool test = new TestPool(key(1)).at("10:00:00").quarantine();
        assertEquals(Cause.QUARANTINED, test.at("10:00:59").onlyReason().cause());
        assertEquals(Instant.parse("2026-11-23T10:01:00Z"), test.refusal().retryAt());
        assertEquals(test.refusal().retryAt(), test.view(1).nextProbeAt());
        Lease probe = test.at("10:01:00").lease();
        assertTrue(probe.probe());
        assertEquals(Cause.PROBING, test.onlyReason().cause());
        assertNull(test.refusal().retryAt());
        probe.sent(test.now);
        probe.settle(new Success(), null, test.afterSeconds(1).now);
        assertEquals(1, test.failures(1));
        assertEquals(Health.DEGRADED, test.standing(1).health());
        assertNull(test.view(1).nextProbeAt());
        Lease next = test.lease();
        assertFalse(next.probe());
        next.settle(new Success(), null, test.now);
        assertEquals(0, test.failures(1));
    }

    @Test
    void quarantineDoublesWithEachFailedProbeUpToHalfAnHour() {
        TestPool test = new TestPool(key(1)).quarantine();
        for (long minutes : new long[] {1, 2, 4, 8, 16, 30, 30}) {
            assertEquals(test.now.plusSeconds(minutes * 60), test.view(1).nextProbeAt());
            test.now = test.now.plusSeconds(minutes * 60);
            Lease probe = test.lease();
            assertTrue(probe.probe());
            probe.settle(failed(PROVIDER_ERROR), null, test.afterSeconds(3).now);
        }
        assertEquals(10, test.failures(1));
    }

    @Test
    void aRelapseBeforeHealthIsAFurtherQuarantineAndALaterOneIsAFirst() {
        TestPool test = new TestPool(key(1)).quarantine();
        test.afterSeconds(60).succeed();
        test.afterSeconds(1).fail(TIMEOUT);
        assertEquals(2, test.failures(1));
        test.afterSeconds(1).fail(TIMEOUT);
        assertEquals(test.now.plusSeconds(120), test.view(1).nextProbeAt());
        test.afterSeconds(120).succeed();
        test.succeed();
        assertEquals(0, test.failures(1));
        test.afterSeconds(10).quarantine();
        assertEquals(test.now.plusSeconds(60), test.view(1).nextProbeAt());
    }

    @Test
    void anInconclusiveProbeMayBeFollowedByAnotherAtOnce() {
        TestPool test = new TestPool(key(1)).quarantine();
        Instant due = test.afterSeconds(60).now;
        test.lease().settle(new Abandoned(), null, test.now);
        for (FailureClass callers : CALLERS) {
            Lease probe = test.afterSeconds(1).lease();
            assertTrue(probe.probe());
            probe.settle(failed(callers), null, test.now);
        }
        assertEquals(3, test.failures(1));
        assertEquals(due, test.view(1).nextProbeAt());
        assertTrue(test.lease().probe());
    }

    @Test
    void attemptsFromBeforeAQuarantineNeitherEndNorProlongIt() {
        TestPool test = new TestPool(key(1));
        Lease good = test.lease();
        Lease bad = test.lease();
        test.afterSeconds(9).quarantine();
        Instant due = test.now.plusSeconds(60);
        good.settle(new Success(), null, test.afterSeconds(1).now);
        bad.settle(failed(TIMEOUT), null, test.now);
        assertEquals(3, test.failures(1));
        assertEquals(due, test.view(1).nextProbeAt());
    }

    @Test
    void anAttemptThatBeganBesideTheLastFailureIsNotHeardInQuarantine() {
        TestPool test = new TestPool(key(1));
        test.fail(TIMEOUT);
        test.afterSeconds(1).fail(TIMEOUT);
        Lease third = test.afterSeconds(1).lease();
        Lease beside = test.afterSeconds(2).lease();
        Instant earlierClock = test.now.minusSeconds(1);
        third.settle(failed(TIMEOUT), null, earlierClock);
        beside.settle(failed(TIMEOUT), null, test.now);
        assertEquals(3, test.failures(1));
        assertEquals(earlierClock.plusSeconds(60), test.view(1).nextProbeAt());
    }

    @Test
    void aResetEndsQuarantineAndForgetsTheFailures() {
        TestPool test = new TestPool(key(1)).quarantine();
        test.pool.resetHealth(id(1), test.now);
        long version = test.standing(1).version();
        assertEquals(new Standing(version, 0, null, null, null, null, 0, null, 0), test.standing(1));
        assertEquals(1, test.succeed());
        test.afterSeconds(10).quarantine();
        assertEquals(test.now.plusSeconds(60), test.view(1).nextProbeAt(), "the ladder begins anew");
    }

    @Test
    void aProbeThatIsOvertakenByAResetIsARequestLikeAnyOther() {
        TestPool test = new TestPool(key(1)).quarantine();
        Lease old = test.afterSeconds(60).lease();
        test.pool.resetHealth(id(1), test.now);
        test.afterSeconds(100).quarantine();
        Lease fresh = test.afterSeconds(60).lease();
        assertTrue(fresh.probe());
        old.settle(new Success(), null, test.now);
        assertEquals(Cause.PROBING, test.onlyReason().cause(), "the old probe does not free the new one's place");
        assertEquals(3, test.failures(1));
        fresh.settle(new Success(), null, test.now);
        assertEquals(1, test.failures(1));
    }

    @Test
    void anAppliedTestCallThatSucceedsEndsQuarantineAndCoolingAtOnce() {
        TestPool test = new TestPool(key(1)).quarantine();
        test.pool.judge(id(1), new Success(), test.now);
        assertEquals(0, test.failures(1));
        assertEquals(1, test.succeed());
        test.afterSeconds(1).lease().settle(failed(FailureClass.RATE_LIMITED, Duration.ofHours(1)), null, test.now);
        assertEquals(Cause.COOLING, test.onlyReason().cause());
        test.pool.judge(id(1), new Success(), test.now);
        assertEquals(1, test.succeed());
    }

    @Test
    void aTestCallThatSucceedsDuringAProbeMakesThatAnOrdinaryRequest() {
        TestPool test = new TestPool(key(1)).quarantine();
        Lease probe = test.afterSeconds(60).lease();
        test.pool.judge(id(1), new Success(), test.now);
        assertEquals(1, test.next());
        probe.settle(new Success(), null, test.now);
        assertEquals(0, test.failures(1));
    }

    @Test
    void anAppliedTestCallThatFailsCountsAsAnyFailure() {
        TestPool test = new TestPool(key(1));
        for (int i = 0; i < 3; i++) test.pool.judge(id(1), failed(KEY_INVALID), test.afterSeconds(1).now);
        assertEquals(test.now.plusSeconds(60), test.view(1).nextProbeAt());
        test.pool.judge(id(1), failed(KEY_INVALID), test.afterSeconds(10).now);
        assertEquals(test.now.plusSeconds(120), test.view(1).nextProbeAt());
        test.pool.judge(id(1), failed(CALLER_ERROR), test.now);
        test.pool.judge(id(1), new Abandoned(), test.now);
        assertEquals(4, test.failures(1));
    }

    @Test
    void aProbeThatBeganBeforeAFailedTestCallSaysNothingMore() {
        TestPool test = new TestPool(key(1)).quarantine();
        Lease probe = test.afterSeconds(60).lease();
        test.pool.judge(id(1), failed(TIMEOUT), test.afterSeconds(1).now);
        Instant due = test.now.plusSeconds(120);
        assertNull(test.onlyReason().until(), "in quarantine, and its probe is still under way");
        probe.settle(failed(TIMEOUT), null, test.afterSeconds(1).now);
        assertEquals(4, test.failures(1));
        assertEquals(due, test.refusal().retryAt());
    }

    @Test
    void aTestCallOfAHealthyKeyTellsNothing() {
        TestPool test = new TestPool(key(1));
        test.pool.judge(id(1), new Success(), test.now);
        assertEquals(List.of(), test.told);
    }

    @Test
    void aProbeCountsAgainstTheLimitsLikeAnyRequest() {
        TestPool test = new TestPool(limited(1, null, 4L)).quarantine();
        test.at("10:01:00");
        Lease probe = test.lease();
        probe.sent(test.now);
        assertEquals(1, test.view(1).inFlight());
        probe.settle(new Success(), null, test.now);
        assertEquals(0, test.view(1).inFlight());
        assertEquals(test.view(1).minuteCount(), 2, "the failure of 10:00:00 and the probe");
    }

    @Test
    void settingsThatCannotBeAreRefusedWithASentence() {
        Duration minute = Duration.ofMinutes(1);
        assertEquals(
                "The setting coolingMax is PT0S; give a time above zero",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new PoolSettings(minute, minute, Duration.ZERO, minute))
                        .getMessage());
        assertEquals(
                "The longest quarantine, PT1M, is shorter than the first, PT2M; raise it or shorten the first",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new PoolSettings(Duration.ofMinutes(2), minute, minute, minute))
                        .getMessage());
    }

    @Test
    void otherSettingsSetOtherTimes() {
        PoolSettings quick = new PoolSettings(
                Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(1), Duration.ofSeconds(5));
        Pool pool = new Pool(quick, new Random(1), (id, standing, event) -> {});
        pool.put(key(1));
        Instant now = TestPool.START;
        for (int i = 1; i <= 3; i++) pool.judge(id(1), failed(TIMEOUT), now.plusSeconds(i));
        assertEquals(now.plusSeconds(5), pool.view(id(1), now).orElseThrow().nextProbeAt());
        pool.judge(id(1), failed(TIMEOUT), now.plusSeconds(5));
        assertEquals(now.plusSeconds(8), pool.view(id(1), now).orElseThrow().nextProbeAt());
    }
}
