package dev.keypool.pool;

import static dev.keypool.pool.SpendLimit.Action.BLOCK;
import static dev.keypool.pool.SpendLimit.Action.WARN;
import static dev.keypool.pool.SpendLimit.Period.DAILY;
import static dev.keypool.pool.SpendLimit.Period.MONTHLY;
import static dev.keypool.pool.StandingStore.Event.Kind.SPEND_BLOCKED;
import static dev.keypool.pool.TestPool.capped;
import static dev.keypool.pool.TestPool.id;
import static dev.keypool.pool.TestPool.key;
import static dev.keypool.pool.TestPool.money;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.pool.LeaseResult.Cause;
import dev.keypool.pool.LeaseResult.Exhausted;
import dev.keypool.pool.LeaseResult.Leased;
import dev.keypool.pool.LeaseResult.Reason;
import dev.keypool.pool.Outcome.Abandoned;
import dev.keypool.pool.Outcome.Success;
import dev.keypool.values.Money;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReservationTest {
    private static final Instant MIDNIGHT = Instant.parse("2026-11-24T00:00:00Z");

    private static LeaseResult ask(TestPool test, @Nullable String reserve) {
        Money most = reserve == null ? null : money(reserve);
        return test.pool.lease(test.request("m", most, Set.of()), test.now);
    }

    private static Lease lease(TestPool test, String reserve) {
        return assertInstanceOf(Leased.class, ask(test, reserve)).lease();
    }

    private static Reason refused(TestPool test, @Nullable String reserve) {
        Exhausted exhausted = assertInstanceOf(Exhausted.class, ask(test, reserve));
        assertEquals(1, exhausted.reasons().size());
        assertEquals(exhausted.retryAt(), exhausted.reasons().getFirst().until());
        return exhausted.reasons().getFirst();
    }

    private static void settle(TestPool test, Lease lease, @Nullable String cost) {
        lease.sent(test.now);
        lease.settle(new Success(), cost == null ? null : money(cost), test.now);
    }

    @Test
    void aRequestIsServedOnlyWhenTheMostThatItMayCostFitsBesideAllOthers() {
        TestPool test = new TestPool(capped(1, "1.00", DAILY, BLOCK));
        Lease first = lease(test, "0.60");
        assertEquals(new Reason(id(1), Cause.SPEND_RESERVED, null), refused(test, "0.50"));
        Lease second = lease(test, "0.40");
        settle(test, first, "0.10");
        assertEquals(Cause.SPEND_RESERVED, refused(test, "0.500000001").cause());
        settle(test, lease(test, "0.50"), "0.50");
        settle(test, second, "0.40");
        assertEquals(new Reason(id(1), Cause.SPEND_LIMIT, MIDNIGHT), refused(test, "0"));
        assertTrue(test.view(1).spendExceeded());
    }

    @Test
    void whatIsReservedByOthersIsNamedApartSinceItComesBackSoon() {
        TestPool test = new TestPool(capped(1, "1.00", DAILY, BLOCK));
        Lease other = lease(test, "0.30");
        assertEquals(new Reason(id(1), Cause.SPEND_RESERVED, null), refused(test, "0.80"));
        settle(test, other, "0.30");
        assertEquals(new Reason(id(1), Cause.SPEND_LIMIT, MIDNIGHT), refused(test, "0.80"));
        assertEquals(new Reason(id(1), Cause.SPEND_LIMIT, null), refused(test, "1.01"), "never fits");
    }

    @Test
    void aReservationOfYesterdayStillHoldsItsPlaceToday() {
        TestPool test = new TestPool(capped(1, "1.00", DAILY, BLOCK));
        settle(test, lease(test, "0.50"), "0.50");
        Lease open = lease(test, "0.40");
        assertEquals(new Reason(id(1), Cause.SPEND_RESERVED, MIDNIGHT), refused(test, "0.30"));
        test.at("2026-11-24T00:00:00Z");
        assertEquals(Cause.SPEND_RESERVED, refused(test, "0.70").cause());
        Lease today = lease(test, "0.60");
        settle(test, open, "0.40");
        settle(test, today, "0.60");
        refused(test, "0");
    }

    @Test
    void whatAnAttemptMayHaveCostStaysSpentWhenNobodySays() {
        TestPool test = new TestPool(capped(1, "1.00", DAILY, BLOCK));
        Lease lease = lease(test, "0.60");
        assertEquals(money("0.60"), lease.held());
        settle(test, lease, null);
        assertEquals(new Reason(id(1), Cause.SPEND_LIMIT, MIDNIGHT), refused(test, "0.41"));
        Lease unsent = lease(test, "0.40");
        unsent.settle(new Abandoned(), null, test.now);
        settle(test, lease(test, "0.40"), "0");
        lease(test, "0.40");
    }

    @Test
    void aKeyThatDoesNotBlockHoldsNothingAndRefusesNothing() {
        TestPool test = new TestPool(capped(1, "1.00", DAILY, WARN));
        Lease lease = lease(test, "5");
        assertNull(lease.held());
        settle(test, lease, null);
        assertFalse(test.view(1).spendExceeded());
        settle(test, assertInstanceOf(Leased.class, ask(test, null)).lease(), "2");
        assertTrue(test.view(1).spendExceeded());
        lease(test, "5");
    }

    @Test
    void whatIsUnderWayCountsWhenALimitBeginsToBlock() {
        TestPool test = new TestPool(key(1));
        Lease open = lease(test, "0.70");
        test.pool.put(capped(1, "1.00", DAILY, BLOCK));
        assertEquals(Cause.SPEND_RESERVED, refused(test, "0.31").cause());
        settle(test, open, "0.10");
        lease(test, "0.90");
    }

    @Test
    void absurdReservationsOverflowNothing() {
        TestPool test = new TestPool(key(1));
        Money huge = new Money(Long.MAX_VALUE);
        for (int i = 0; i < 3; i++) test.pool.lease(test.request("m", huge, Set.of()), test.now);
        test.pool.put(capped(1, "1.00", DAILY, BLOCK));
        assertEquals(Cause.SPEND_RESERVED, refused(test, "0.01").cause());
        assertThrows(IllegalArgumentException.class, () -> test.request("m", new Money(-1), Set.of()));
    }

    @Test
    void aRequestOfUnknownPriceIsRefusedUnlessTheOperatorTrustsIt() {
        TestPool test = new TestPool(capped(1, "1.00", DAILY, BLOCK));
        assertEquals(new Reason(id(1), Cause.SPEND_UNPRICED, null), refused(test, null));
        PoolSettings usual = PoolSettings.STANDARD;
        PoolSettings trusting = new PoolSettings(
                usual.quarantineInitial(), usual.quarantineMax(), usual.coolingMax(), usual.creditRecheck(), true);
        Pool pool = new Pool(trusting, new Random(1), (id, standing, event) -> {});
        pool.put(capped(1, "1.00", DAILY, BLOCK));
        Lease lease = assertInstanceOf(Leased.class, pool.lease(test.request("m", null, Set.of()), test.now))
                .lease();
        lease.sent(test.now);
        lease.settle(new Success(), money("1.00"), test.now);
        assertInstanceOf(Exhausted.class, pool.lease(test.request("m", null, Set.of()), test.now));
    }

    @Test
    void whatOthersSpendWithTheKeyCountsBesideWhatWeSpend() {
        TestPool test = new TestPool(capped(1, "1.00", DAILY, BLOCK));
        settle(test, lease(test, "0.20"), "0.20");
        OwnSpend before = test.pool.ownSpend(id(1), test.now).orElseThrow();
        settle(test, lease(test, "0.10"), "0.10");
        test.pool.billed(id(1), money("0.50"), null, null, before, test.now);
        assertFalse(test.view(1).spendExceeded(), "ours 0.30, theirs 0.50");
        assertEquals(Cause.SPEND_LIMIT, refused(test, "0.400000001").cause());
        settle(test, lease(test, "0.40"), "0.40");
        assertEquals(Cause.SPEND_LIMIT, refused(test, "0.01").cause());
        test.at("2026-11-24T00:00:00Z");
        lease(test, "1.00");
    }

    @Test
    void aFigureOfADayThatEndedMeanwhileSaysNothingOfToday() {
        TestPool test = new TestPool(capped(1, "1.00", DAILY, BLOCK));
        OwnSpend before = test.at("23:59:59").pool.ownSpend(id(1), test.now).orElseThrow();
        test.at("2026-11-24T00:00:03Z").pool.billed(id(1), money("5"), money("5"), null, before, test.now);
        lease(test, "1.00").settle(new Abandoned(), null, test.now);
        test.pool.put(capped(1, "6.00", MONTHLY, BLOCK));
        assertEquals(Cause.SPEND_LIMIT, refused(test, "1.01").cause());
        OwnSpend november =
                test.at("2026-11-30T23:59:59Z").pool.ownSpend(id(1), test.now).orElseThrow();
        test.at("2026-12-01T00:00:00Z").pool.billed(id(1), null, money("9"), null, november, test.now);
        lease(test, "6.00");
    }

    @Test
    void afterAResetTheProvidersWholeFigureIsOfOthers() {
        TestPool test = new TestPool(capped(1, "1.00", DAILY, BLOCK));
        settle(test, lease(test, "0.40"), "0.40");
        OwnSpend before = test.pool.ownSpend(id(1), test.now).orElseThrow();
        test.pool.billed(id(1), money("0.40"), money("0.40"), null, before, test.now);
        test.pool.resetUsage(id(1), test.now);
        assertEquals(Cause.SPEND_LIMIT, refused(test, "0.61").cause());
        test.pool.billed(id(1), money("0.50"), money("0.50"), null, before, test.now);
        assertEquals(Cause.SPEND_LIMIT, refused(test, "0.51").cause());
        lease(test, "0.50");
    }

    @Test
    void aKeyThatNobodyKnowsHasNoSpend() {
        TestPool test = new TestPool();
        assertTrue(test.pool.ownSpend(id(9), test.now).isEmpty());
        test.pool.billed(id(9), money("1"), null, null, test.now);
        assertEquals(List.of(), test.told);
    }

    @Test
    void thatARequestNoLongerFitsIsToldOncePerPeriod() {
        TestPool test = new TestPool(capped(1, "1.00", DAILY, BLOCK));
        refused(test, "1.01");
        assertEquals(List.of(), test.kinds(), "it would never fit");
        settle(test, lease(test, "0.95"), "0.95");
        refused(test, "0.10");
        refused(test, "0.20");
        assertEquals(List.of(SPEND_BLOCKED), test.kinds());
        assertEquals(
                "A request that may cost 0.10 does not fit: 0.95 of the daily limit of 1.00 is spent.",
                test.lastEvent().cause());
        settle(test, lease(test, "0.05"), "0.05");
        refused(test, "0.10");
        assertEquals(List.of(SPEND_BLOCKED, SPEND_BLOCKED), test.kinds(), "that it is reached is another thing");
        test.at("2026-11-24T00:00:00Z");
        settle(test, lease(test, "0.95"), "0.95");
        refused(test, "0.10");
        assertEquals(3, test.kinds().size());
    }

    @Test
    void ofManyCallersAtOnceNoneSpendsWhatAnotherReserved() throws Exception {
        Pool pool = new Pool(PoolSettings.STANDARD, new Random(1), (id, standing, event) -> {});
        pool.put(capped(1, "1.00", DAILY, BLOCK));
        AtomicLong spent = new AtomicLong();
        Crowd.run(8, thread -> {
            Random random = new Random(thread);
            for (int i = 0; i < 2_000; i++) {
                Money most = new Money(1 + random.nextLong(3_000_000));
                LeaseRequest request = new LeaseRequest(
                        thread * 10_000L + i, TestPool.BRAND, TestPool.PROVIDER, "m", true, most, Set.of());
                if (!(pool.lease(request, TestPool.START) instanceof Leased(Lease lease))) continue;
                Money cost = new Money(random.nextLong(most.nanos() + 1));
                lease.sent(TestPool.START);
                spent.addAndGet(cost.nanos());
                lease.settle(new Success(), random.nextInt(5) == 0 ? null : cost, TestPool.START);
            }
            return 0;
        });
        assertTrue(spent.get() <= 1_000_000_000L, "spent " + spent.get());
        assertTrue(spent.get() > 700_000_000L, "spent only " + spent.get());
    }
}
