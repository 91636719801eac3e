package dev.keypool.pool;

import static dev.keypool.pool.SpendLimit.Action.BLOCK;
import static dev.keypool.pool.SpendLimit.Period.DAILY;
import static dev.keypool.pool.SpendLimit.Period.MONTHLY;
import static dev.keypool.pool.TestPool.capped;
import static dev.keypool.pool.TestPool.failed;
import static dev.keypool.pool.TestPool.id;
import static dev.keypool.pool.TestPool.key;
import static dev.keypool.pool.TestPool.limited;
import static dev.keypool.values.FailureClass.KEY_INVALID;
import static dev.keypool.values.FailureClass.TIMEOUT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.pool.LeaseResult.Cause;
import dev.keypool.pool.Outcome.Success;
import dev.keypool.values.BrandId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MembershipTest {
    private static final Instant TEN = TestPool.START;

    @Test
    void aChangeOfConfigurationForgetsNeitherCountsNorStanding() {
        TestPool test = new TestPool(key(1));
        test.fail(TIMEOUT);
        Lease inFlight = test.lease();
        test.pool.put(limited(1, 5L, 5L));
        assertEquals(1, test.failures(1));
        assertEquals(1, test.view(1).dailyCount());
        assertEquals(1, test.view(1).inFlight());
        inFlight.sent(test.now);
        inFlight.settle(new Success(), null, test.now);
        assertEquals(2, test.view(1).minuteCount());
        assertEquals(0, test.view(1).inFlight());
    }

    @Test
    void aKeyDoesNotMoveToAnotherBrandOrProvider() {
        TestPool test = new TestPool(key(1));
        Member otherBrand = new Member(id(1), new BrandId(2), TestPool.PROVIDER, true, 0, null, null, null);
        Member otherProvider = new Member(id(1), TestPool.BRAND, "groq", true, 0, null, null, null);
        assertEquals(
                "Key 1 belongs to brand 1 and openai; delete it and create another instead of moving it",
                assertThrows(IllegalArgumentException.class, () -> test.pool.put(otherBrand))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> test.pool.put(otherProvider));
        assertEquals(1, test.next());
    }

    @Test
    void leasesOfADeletedKeySettleWithoutATrace() {
        TestPool test = new TestPool(key(1));
        Lease lease = test.lease();
        Lease unsent = test.lease();
        test.pool.remove(id(1));
        lease.sent(test.now);
        lease.settle(failed(TIMEOUT), TestPool.money("1"), test.now);
        unsent.settle(failed(TIMEOUT), null, test.now);
        assertEquals(Optional.empty(), test.pool.view(id(1), test.now));
        assertEquals(List.of(), test.told);
    }

    @Test
    void aKeyThatComesBackAfterDeletionIsNew() {
        TestPool test = new TestPool(limited(1, 1L, null));
        Lease old = test.lease();
        test.pool.remove(id(1));
        test.pool.put(limited(1, 1L, null));
        old.sent(test.now);
        old.settle(failed(TIMEOUT), null, test.now);
        assertEquals(0, test.view(1).dailyCount());
        assertEquals(0, test.failures(1));
        assertEquals(1, test.succeed());
    }

    @Test
    void otherKeysOfTheProviderStayWhenOneIsDeleted() {
        TestPool test = new TestPool(key(1), key(2));
        test.pool.remove(id(1));
        test.pool.remove(id(1));
        assertEquals(2, test.next());
    }

    @Test
    void nothingIsDoneToAKeyThatIsNotThere() {
        TestPool test = new TestPool();
        test.pool.resetHealth(id(1), test.now);
        test.pool.resetUsage(id(1), test.now);
        test.pool.judge(id(1), new Success(), test.now);
        test.pool.billed(id(1), null, null, null, test.now);
        test.pool.remove(id(1));
        assertEquals(List.of(), test.told);
        assertEquals(Optional.empty(), test.pool.view(id(1), test.now));
    }

    @Test
    void aResetOfUsageStartsTheCountsAtZeroAndKeepsWhatIsInFlight() {
        TestPool test = new TestPool(limited(1, 2L, 2L));
        test.succeed();
        Lease unsent = test.lease();
        test.refusal();
        test.pool.resetUsage(id(1), test.now);
        assertEquals(0, test.view(1).dailyCount());
        assertEquals(0, test.view(1).minuteCount());
        assertEquals(TEN, test.view(1).lastUsedAt());
        assertEquals(1, test.succeed());
        assertEquals(Cause.DAILY_LIMIT, test.onlyReason().cause(), "the unsent lease still holds its place");
        unsent.sent(test.now);
        assertEquals(2, test.view(1).dailyCount());
    }

    @Test
    void aKeyGoesOnWhereTheLastProcessStopped() {
        TestPool test = new TestPool(limited(1, 100L, 3L));
        Standing standing = new Standing(41, 3, "bad key", KEY_INVALID, TEN, null, 0, TEN.plusSeconds(60), 1);
        List<Instant> sends = List.of(TEN.minusSeconds(70), TEN.minusSeconds(50), TEN.minusSeconds(2));
        test.pool.restore(id(1), new Restored(TEN, 77, sends, TEN.minusSeconds(2), 0, 0, standing));
        KeyView view = test.view(1);
        assertEquals(77, view.dailyCount());
        assertEquals(2, view.minuteCount());
        assertEquals(TEN.minusSeconds(2), view.lastUsedAt());
        assertEquals(standing, view.standing());
        assertEquals(TEN.plusSeconds(60), view.nextProbeAt());
        assertEquals(List.of(), test.told);
        test.at("10:01:00");
        Lease probe = test.lease();
        assertTrue(probe.probe());
        probe.settle(failed(TIMEOUT), null, test.now);
        assertEquals(42, test.told.getLast().standing().version());
        assertEquals(test.now.plusSeconds(120), test.view(1).nextProbeAt());
    }

    @Test
    void whatWasCountedYesterdayIsGoneToday() {
        TestPool test = new TestPool(capped(1, "5", DAILY, BLOCK));
        long five = TestPool.money("5").nanos();
        test.pool.restore(id(1), new Restored(TEN, 77, List.of(), null, five, five, Standing.NEW));
        assertNull(test.view(1).lastUsedAt());
        assertEquals(Cause.SPEND_LIMIT, test.onlyReason().cause());
        assertEquals(List.of(), test.told, "it was told before the restart");
        test.at("2026-11-24T00:00:00Z");
        assertEquals(0, test.view(1).dailyCount());
        assertEquals(1, test.next());
        test.pool.put(capped(1, "5", MONTHLY, BLOCK));
        test.refusal();
    }

    @Test
    void aRestoredQuarantineWithoutFailuresEndsAsAnyOther() {
        TestPool test = new TestPool(key(1));
        Standing odd = new Standing(1, 0, null, null, null, null, 0, TEN, 0);
        test.pool.restore(id(1), new Restored(TEN, 0, List.of(), null, 0, 0, odd));
        test.afterSeconds(1).fail(TIMEOUT);
        assertEquals(test.now.plusSeconds(60), test.view(1).nextProbeAt());
        test.pool.restore(id(1), new Restored(TEN, 0, List.of(), null, 0, 0, odd));
        test.pool.judge(id(1), new Success(), test.now);
        assertNull(test.view(1).nextProbeAt(), "or by a test call");
    }

    @Test
    void aKeyIsPutBeforeItIsRestored() {
        TestPool test = new TestPool();
        Restored before = new Restored(TEN, 0, List.of(), null, 0, 0, Standing.NEW);
        assertEquals(
                "Key 1 is not in the pool; put it, then restore it",
                assertThrows(IllegalArgumentException.class, () -> test.pool.restore(id(1), before))
                        .getMessage());
    }

    @Test
    void whatCannotBeIsNotRestored() {
        assertThrows(IllegalArgumentException.class, () -> new Restored(TEN, -1, List.of(), null, 0, 0, Standing.NEW));
        for (int i = 0; i < 4; i++) {
            int odd = i;
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new Standing(
                            odd == 0 ? -1 : 0,
                            odd == 1 ? -1 : 0,
                            null,
                            null,
                            null,
                            null,
                            odd == 2 ? -1 : 0,
                            null,
                            odd == 3 ? -1 : 0));
        }
    }

    @Test
    void wordsOnTheWireAreLowerCase() {
        assertEquals("degraded", Health.DEGRADED.wire());
        assertEquals("monthly", MONTHLY.wire());
        assertEquals("block", BLOCK.wire());
    }
}
