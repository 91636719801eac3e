package dev.keypool.pool;

import static dev.keypool.pool.TestPool.id;
import static dev.keypool.pool.TestPool.key;
import static dev.keypool.pool.TestPool.limited;
import static dev.keypool.pool.TestPool.priority;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.keypool.pool.LeaseResult.Cause;
import dev.keypool.pool.LeaseResult.Exhausted;
import dev.keypool.pool.LeaseResult.Reason;
import dev.keypool.pool.Outcome.Abandoned;
import dev.keypool.pool.Outcome.Success;
import dev.keypool.values.FailureClass;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final Instant TEN = TestPool.START;

    @Test
    void aMinuteLimitHoldsForSixtySecondsAndFreesInWholeSeconds() {
        TestPool test = new TestPool(limited(1, null, 2L));
        test.at("10:00:00.999").succeed();
        test.at("10:00:30").succeed();
        assertEquals(Cause.MINUTE_LIMIT, test.onlyReason().cause());
        assertEquals(Instant.parse("2026-11-23T10:01:01Z"), test.refusal().retryAt());
        test.at("10:01:00.999").refusal();
        test.at("10:01:01").succeed();
        assertEquals(Instant.parse("2026-11-23T10:01:31Z"), test.refusal().retryAt());
    }

    @Test
    void theShownMinuteCountIsTheOneThatLimits() {
        TestPool test = new TestPool(limited(1, null, 3L));
        test.succeed();
        test.afterSeconds(20).succeed();
        assertEquals(2, test.view(1).minuteCount());
        test.afterSeconds(40);
        assertEquals(2, test.view(1).minuteCount(), "60 s later");
        test.afterSeconds(1);
        assertEquals(1, test.view(1).minuteCount(), "61 s later");
    }

    @Test
    void aDailyLimitEndsAtMidnightUtc() {
        TestPool test = new TestPool(limited(1, 2L, null));
        test.at("00:00:00").succeed();
        test.at("23:59:00").succeed();
        assertEquals(Cause.DAILY_LIMIT, test.onlyReason().cause());
        assertEquals(Instant.parse("2026-11-24T00:00:00Z"), test.refusal().retryAt());
        assertEquals(2, test.view(1).dailyCount());
        test.at("2026-11-24T00:00:00Z");
        assertEquals(0, test.view(1).dailyCount());
        test.succeed();
        assertEquals(1, test.view(1).dailyCount());
        assertEquals(2, test.view(1).minuteCount(), "the minute does not end at midnight");
    }

    @Test
    void anUnsentLeaseHoldsAPlaceForAsLongAsItLives() {
        TestPool test = new TestPool(limited(1, null, 1L));
        Lease slow = test.lease();
        assertEquals(0, test.view(1).minuteCount());
        test.afterSeconds(3_600);
        assertEquals(Cause.MINUTE_LIMIT, test.onlyReason().cause());
        assertNull(test.refusal().retryAt(), "no time frees a place that is not yet used");
        slow.sent(test.now);
        assertEquals(1, test.view(1).minuteCount());
        assertEquals(TEN.plusSeconds(3_661), test.refusal().retryAt());
    }

    @Test
    void anUnsentLeaseHoldsAPlaceOfTheDayToo() {
        TestPool test = new TestPool(limited(1, 1L, null));
        Lease slow = test.at("23:59:59").lease();
        test.at("2026-11-24T00:00:01Z");
        assertNull(test.onlyReason().until());
        slow.sent(test.now);
        assertEquals(1, test.view(1).dailyCount(), "it counts in the day in which it was sent");
        assertEquals(Instant.parse("2026-11-25T00:00:00Z"), test.refusal().retryAt());
    }

    @Test
    void aLeaseThatNeverLeftGivesItsPlaceBack() {
        TestPool test = new TestPool(limited(1, 1L, 1L));
        test.lease().settle(TestPool.failed(FailureClass.CALLER_ERROR), null, test.now);
        assertEquals(0, test.view(1).dailyCount());
        test.lease().settle(new Abandoned(), null, test.now);
        assertEquals(1, test.succeed());
        assertEquals(1, test.view(1).dailyCount());
        assertEquals(1, test.view(1).minuteCount());
    }

    @Test
    void aSentRequestCountsHoweverItEnds() {
        TestPool test = new TestPool(limited(1, null, 1L));
        Lease lease = test.lease();
        lease.sent(test.now);
        lease.settle(new Abandoned(), null, test.now);
        assertEquals(1, test.view(1).minuteCount());
        assertEquals(0, test.view(1).inFlight());
        test.refusal();
    }

    @Test
    void aFullKeyIsSkippedAndTheNextOneServes() {
        TestPool test = new TestPool(priority(limited(1, null, 2L), 10), key(2));
        assertEquals(1, test.succeed());
        assertEquals(1, test.succeed());
        assertEquals(2, test.succeed());
        test.afterSeconds(61);
        assertEquals(1, test.succeed());
    }

    @Test
    void ofTwoFullLimitsTheOneThatLastsLongerIsTheReason() {
        TestPool test = new TestPool(limited(1, 1L, 1L));
        test.succeed();
        assertEquals(Cause.DAILY_LIMIT, test.onlyReason().cause());
        test.at("23:59:30").pool.resetUsage(id(1), test.now);
        test.succeed();
        assertEquals(Cause.MINUTE_LIMIT, test.onlyReason().cause(), "the day ends before the minute");
        assertEquals(Instant.parse("2026-11-24T00:00:31Z"), test.refusal().retryAt());
    }

    @Test
    void anObstacleThatNoTimeRemovesIsTheReason() {
        TestPool test = new TestPool(limited(1, null, 2L));
        test.succeed();
        test.lease();
        test.pool.put(limited(1, 1L, 2L));
        assertEquals(new Reason(id(1), Cause.DAILY_LIMIT, null), test.onlyReason(), "though the minute has an end");
        test.pool.put(limited(1, null, 1L));
        test.pool.judge(id(1), TestPool.failed(FailureClass.KEY_NO_CREDIT), test.now);
        assertEquals(new Reason(id(1), Cause.MINUTE_LIMIT, null), test.onlyReason(), "though the cooling has an end");
    }

    @Test
    void theEarliestKeyDecidesWhenToRetry() {
        TestPool test = new TestPool(limited(1, 1L, null), limited(2, null, 1L));
        test.succeed();
        test.succeed();
        Exhausted exhausted = test.refusal();
        assertEquals(2, exhausted.reasons().size());
        assertEquals(TEN.plusSeconds(61), exhausted.retryAt());
    }

    @Test
    void aLoweredLimitWaitsUntilEnoughRequestsHaveLeft() {
        TestPool test = new TestPool(limited(1, null, 3L));
        test.succeed();
        test.afterSeconds(10).succeed();
        test.afterSeconds(10).succeed();
        test.pool.put(limited(1, null, 1L));
        assertEquals(TEN.plusSeconds(81), test.refusal().retryAt());
        test.pool.put(limited(1, null, 4L));
        assertEquals(1, test.succeed());
    }

    @Test
    void aClockThatGoesBackFreesNothing() {
        TestPool test = new TestPool(limited(1, 2L, 2L));
        test.at("2026-11-24T00:00:30Z").succeed();
        test.at("23:59:59").succeed();
        assertEquals(2, test.view(1).dailyCount(), "both count in the later day");
        assertEquals(2, test.view(1).minuteCount());
        assertEquals(Instant.parse("2026-11-24T00:00:30Z"), test.view(1).lastUsedAt());
        assertEquals(Instant.parse("2026-11-25T00:00:00Z"), test.refusal().retryAt());
        test.pool.put(limited(1, null, 2L));
        assertEquals(Instant.parse("2026-11-24T00:01:31Z"), test.refusal().retryAt());
    }

    @Test
    void aLimitOfZeroIsRefusedWithASentence() {
        IllegalArgumentException day = assertThrows(IllegalArgumentException.class, () -> limited(1, 0L, null));
        assertEquals("A daily limit is at least 1 or null, not 0", day.getMessage());
        IllegalArgumentException minute = assertThrows(IllegalArgumentException.class, () -> limited(1, null, -1L));
        assertEquals("A minute limit is at least 1 or null, not -1", minute.getMessage());
    }

    @Test
    void hundredRequestsOfAHundredPass() {
        TestPool test = new TestPool(limited(1, null, 100L));
        for (int i = 0; i < 100; i++) {
            Lease lease = test.lease();
            lease.sent(test.now);
            lease.settle(new Success(), null, test.now);
        }
        test.refusal();
        assertEquals(100, test.view(1).minuteCount());
    }
}
