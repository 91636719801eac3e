package dev.keypool.pool;

import static dev.keypool.pool.TestPool.failed;
import static dev.keypool.pool.TestPool.id;
import static dev.keypool.pool.TestPool.key;
import static dev.keypool.pool.TestPool.limited;
import static dev.keypool.pool.TestPool.priority;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.keypool.pool.LeaseResult.Cause;
import dev.keypool.pool.LeaseResult.Exhausted;
import dev.keypool.pool.LeaseResult.Leased;
import dev.keypool.pool.LeaseResult.Reason;
import dev.keypool.pool.Outcome.Success;
import dev.keypool.values.FailureClass;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whether a key has a model may be a matter of its account. */
class UnusableModelTest {
    private static LeaseResult ask(TestPool test, String model, IntegrationId... tried) {
        return test.pool.lease(test.request(model, Money.ZERO, Set.of(tried)), test.now);
    }

    private static long end(TestPool test, String model, Outcome outcome, IntegrationId... tried) {
        Lease lease = assertInstanceOf(Leased.class, ask(test, model, tried)).lease();
        lease.sent(test.now);
        lease.settle(outcome, Money.ZERO, test.now);
        return lease.key().value();
    }

    private static long missing(TestPool test, String model, IntegrationId... tried) {
        return end(test, model, failed(FailureClass.MODEL_NOT_FOUND), tried);
    }

    private static long served(TestPool test, String model) {
        return end(test, model, new Success());
    }

    @Test
    void aKeyWithoutTheModelStandsAsideForAnHourForOneThatMayHaveIt() {
        TestPool test = new TestPool(priority(key(1), 10), key(2));
        assertEquals(1, missing(test, "m"));
        assertEquals(2, served(test, "m"));
        assertEquals(1, served(test, "other"));
        assertEquals(0, test.failures(1));
        assertEquals(1, test.next(), "who asks no model meets no obstacle");
        test.after(Duration.ofHours(1).minusNanos(1));
        assertEquals(2, served(test, "m"));
        test.after(Duration.ofNanos(1));
        assertEquals(1, served(test, "m"));
    }

    @Test
    void theOnlyKeyIsAskedAgain() {
        TestPool test = new TestPool(key(1), TestPool.inactive(key(2)));
        assertEquals(1, missing(test, "m"));
        assertEquals(1, served(test, "m"));
    }

    @Test
    void whenNoKeyHasItTheBestIsAskedAgain() {
        TestPool test = new TestPool(priority(key(1), 10), key(2));
        assertEquals(1, missing(test, "m"));
        assertEquals(2, missing(test, "m", id(1)));
        assertEquals(1, served(test, "m"));
        assertEquals(1, served(test, "m"), "it was served: the mark is gone");
        assertInstanceOf(Exhausted.class, ask(test, "m", id(1)), "the other may have it, this one has not");
    }

    @Test
    void itIsNamedAmongTheReasonsWithItsEnd() {
        TestPool test = new TestPool(priority(key(1), 10), limited(2, null, 1L));
        missing(test, "m");
        served(test, "m");
        Exhausted exhausted = assertInstanceOf(Exhausted.class, ask(test, "m"));
        Instant hour = test.now.plusSeconds(3_600);
        assertEquals(
                List.of(
                        new Reason(id(1), Cause.MODEL_UNAVAILABLE, hour),
                        new Reason(id(2), Cause.MINUTE_LIMIT, test.now.plusSeconds(61))),
                exhausted.reasons());
        assertEquals(test.now.plusSeconds(61), exhausted.retryAt());
        test.pool.judge(id(1), failed(FailureClass.RATE_LIMITED, Duration.ofHours(2)), test.now);
        Exhausted cooling = assertInstanceOf(Exhausted.class, ask(test, "m"));
        assertEquals(Cause.COOLING, cooling.reasons().getFirst().cause(), "what passes last");
    }

    @Test
    void anOperatorsResetForgetsIt() {
        TestPool test = new TestPool(priority(key(1), 10), key(2));
        missing(test, "m");
        test.pool.resetHealth(id(1), test.now);
        assertEquals(1, served(test, "m"));
    }

    @Test
    void onlySoManyModelsAreRememberedAndTheOldestGoFirst() {
        Instant now = TestPool.START;
        Unusable marks = Unusable.NONE;
        for (int i = 0; i < Unusable.MOST + 3; i++) marks = marks.plus("m" + i, now.plusSeconds(i));
        assertEquals(Unusable.MOST, marks.until().size());
        Instant later = now.plusSeconds(100);
        for (int i = 0; i < 3; i++) assertNull(marks.of("m" + i, later));
        assertEquals(now.plusSeconds(3_603), marks.of("m3", later));
        assertNull(marks.of("m3", now.plusSeconds(3_603)));
        assertNull(marks.of(null, now));
        Unusable again = marks.plus("m3", later);
        assertEquals(Unusable.MOST, again.until().size());
        assertEquals(later.plusSeconds(3_600), again.of("m3", later));
        assertEquals(1, marks.plus("new", now.plusSeconds(90_000)).until().size(), "what has ended is forgotten");
    }
}
