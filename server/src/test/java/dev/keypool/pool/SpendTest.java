package dev.keypool.pool;

import static dev.keypool.pool.SpendLimit.Action.BLOCK;
import static dev.keypool.pool.SpendLimit.Action.WARN;
import static dev.keypool.pool.SpendLimit.Period.DAILY;
import static dev.keypool.pool.SpendLimit.Period.MONTHLY;
import static dev.keypool.pool.StandingStore.Event.Kind.SPEND_BLOCKED;
import static dev.keypool.pool.StandingStore.Event.Kind.SPEND_WARNED;
import static dev.keypool.pool.StandingStore.Event.Kind.USAGE_RESET;
import static dev.keypool.pool.TestPool.capped;
import static dev.keypool.pool.TestPool.id;
import static dev.keypool.pool.TestPool.key;
import static dev.keypool.pool.TestPool.money;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.pool.LeaseResult.Cause;
import dev.keypool.values.Money;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpendTest {
    @Test
    void aBlockingLimitRemovesTheKeyUntilTheDayEnds() {
        TestPool test = new TestPool(capped(1, "1.00", DAILY, BLOCK));
        test.spend("0.60");
        assertFalse(test.view(1).spendExceeded());
        test.spend("0.40");
        assertTrue(test.view(1).spendExceeded());
        assertEquals(Cause.SPEND_LIMIT, test.onlyReason().cause());
        assertEquals(Instant.parse("2026-11-24T00:00:00Z"), test.refusal().retryAt());
        assertEquals(List.of(SPEND_BLOCKED), test.kinds());
        assertEquals(
                "Spend of 1.00 reached the daily limit of 1.00. Not selected until 2026-11-24T00:00:00Z.",
                test.lastEvent().cause());
        test.at("2026-11-24T00:00:00Z").spend("1.00");
        assertEquals(List.of(SPEND_BLOCKED, SPEND_BLOCKED), test.kinds(), "once per period");
    }

    @Test
    void aMonthlyLimitHoldsUntilTheFirstOfTheNextMonth() {
        TestPool test = new TestPool(capped(1, "10", MONTHLY, BLOCK));
        test.spend("9");
        test.at("2026-11-30T23:59:59Z").spend("1");
        assertEquals(Instant.parse("2026-12-01T00:00:00Z"), test.refusal().retryAt());
        test.at("2026-12-01T00:00:00Z").spend("10");
        assertEquals(Instant.parse("2027-01-01T00:00:00Z"), test.refusal().retryAt());
        test.at("2027-12-15T00:00:00Z");
        assertFalse(test.view(1).spendExceeded(), "the same month of another year");
    }

    @Test
    void aWarningLimitFlagsAndTellsOncePerPeriodAndServesOn() {
        TestPool test = new TestPool(capped(1, "1", MONTHLY, WARN));
        test.spend("2");
        test.spend("2");
        test.at("2026-11-24T00:00:00Z").spend("2");
        assertTrue(test.view(1).spendExceeded());
        assertEquals(List.of(SPEND_WARNED), test.kinds());
        assertEquals(
                "Spend of 2.00 reached the monthly limit of 1.00.",
                test.lastEvent().cause());
        test.at("2026-12-01T00:00:00Z");
        assertFalse(test.view(1).spendExceeded());
        test.spend("2");
        assertEquals(List.of(SPEND_WARNED, SPEND_WARNED), test.kinds());
    }

    @Test
    void anUnknownCostIsNotZeroButAddsNothing() {
        TestPool test = new TestPool(capped(1, "0.000000001", DAILY, BLOCK));
        test.succeed();
        assertEquals(1, test.next());
        test.spend("0.000000001");
        test.refusal();
    }

    @Test
    void theProvidersFigureCountsWhenItIsHigher() {
        TestPool test = new TestPool(capped(1, "5", DAILY, BLOCK));
        test.spend("1");
        test.pool.billed(id(1), money("4.99"), money("400"), money("10"), test.now);
        assertEquals(1, test.next());
        test.pool.billed(id(1), money("5"), null, null, test.now);
        assertEquals(Cause.SPEND_LIMIT, test.onlyReason().cause());
        assertEquals(List.of(SPEND_BLOCKED), test.kinds());
        test.pool.billed(id(1), null, null, null, test.now);
        test.refusal();
        test.at("2026-11-24T00:00:00Z");
        assertEquals(1, test.next(), "a figure of yesterday says nothing of today");
        test.pool.put(capped(1, "400", MONTHLY, BLOCK));
        test.refusal();
        test.at("2026-12-01T00:00:00Z");
        assertEquals(1, test.next());
    }

    @Test
    void aLowerFigureOfTheProviderDoesNotHideOurs() {
        TestPool test = new TestPool(capped(1, "5", MONTHLY, BLOCK));
        test.spend("5");
        test.pool.billed(id(1), money("0"), money("4"), null, test.now);
        test.refusal();
    }

    @Test
    void aLimitThatIsLoweredBelowTheSpendBlocksAndIsToldAtTheNextRequest() {
        TestPool test = new TestPool(capped(1, "5", DAILY, BLOCK), key(2));
        test.spend("2");
        test.afterSeconds(1).succeed();
        assertEquals(List.of(), test.kinds());
        test.pool.put(capped(1, "1", DAILY, BLOCK));
        assertEquals(2, test.next());
        assertEquals(2, test.next());
        assertEquals(List.of(SPEND_BLOCKED), test.kinds());
        test.pool.put(capped(1, "3", DAILY, BLOCK));
        assertEquals(1, test.next());
    }

    @Test
    void aLimitThatIsTakenAwayFreesTheKey() {
        TestPool test = new TestPool(capped(1, "1", DAILY, BLOCK));
        test.spend("1");
        test.pool.put(key(1));
        assertFalse(test.view(1).spendExceeded());
        assertEquals(1, test.next());
    }

    @Test
    void aResetStartsOurSpendAtZeroAndLeavesTheProvidersFigure() {
        TestPool test = new TestPool(capped(1, "5", DAILY, BLOCK));
        test.spend("5");
        test.pool.resetUsage(id(1), test.now);
        assertEquals(1, test.next());
        test.spend("5");
        assertEquals(List.of(SPEND_BLOCKED, USAGE_RESET, SPEND_BLOCKED), test.kinds());
        test.pool.billed(id(1), money("6"), money("6"), null, test.now);
        test.pool.resetUsage(id(1), test.now);
        test.refusal();
        assertEquals(List.of(SPEND_BLOCKED, USAGE_RESET, SPEND_BLOCKED, USAGE_RESET), test.kinds());
    }

    @Test
    void aClockThatGoesBackDoesNotReopenAPeriod() {
        TestPool test = new TestPool(capped(1, "1", DAILY, BLOCK));
        test.at("2026-11-24T00:00:01Z").spend("1");
        test.at("23:59:59").refusal();
        assertEquals(Instant.parse("2026-11-25T00:00:00Z"), test.refusal().retryAt());
    }

    @Test
    void spendBeyondAllAmountsStaysAtTheLargest() {
        Money huge = new Money(Long.MAX_VALUE - 1);
        Spend spend = Spend.NONE.on(20_000).plus(huge).plus(huge);
        assertEquals(new Money(Long.MAX_VALUE), spend.of(DAILY));
        assertEquals(new Money(Long.MAX_VALUE), spend.of(MONTHLY));
    }
}
