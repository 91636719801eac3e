package dev.keypool.pool;

import static dev.keypool.pool.TestPool.BRAND;
import static dev.keypool.pool.TestPool.PROVIDER;
import static dev.keypool.pool.TestPool.id;
import static dev.keypool.pool.TestPool.inactive;
import static dev.keypool.pool.TestPool.key;
import static dev.keypool.pool.TestPool.limited;
import static dev.keypool.pool.TestPool.money;
import static dev.keypool.pool.TestPool.priority;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.keypool.pool.Explanation.Candidate;
import dev.keypool.pool.Explanation.Left;
import dev.keypool.pool.LeaseResult.Cause;
import dev.keypool.pool.LeaseResult.Reason;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    @Test
    void theOrderIsThatInWhichTheKeysWouldBeTried() {
        TestPool test = new TestPool(
                key(1), priority(key(2), 10), limited(3, null, 2L), priority(key(4), 10), limited(5, 10L, null));
        for (int i = 0; i < 4; i++) test.succeed();
        List<Long> tried = new ArrayList<>();
        while (tried.size() < 5) {
            tried.add(test.next(tried.stream().map(TestPool::id).toArray(IntegrationId[]::new)));
        }
        assertEquals(tried, ids(explained(test)));
    }

    @Test
    void whatStandsInTheWayIsWhatALeaseIsRefusedFor() {
        TestPool test = new TestPool(
                inactive(key(1)),
                limited(2, null, 1L),
                limited(3, 1L, null),
                TestPool.capped(4, "0.50", SpendLimit.Period.DAILY, SpendLimit.Action.BLOCK));
        test.succeed();
        test.succeed();
        test.spend("0.50");
        List<Reason> refused = test.refusal().reasons();
        List<Candidate> candidates = explained(test);
        assertEquals(List.of(2L, 3L, 4L, 1L), ids(candidates), "the soonest free first, the one without a time last");
        for (Candidate candidate : candidates) {
            Reason obstacle = Objects.requireNonNull(candidate.obstacle());
            assertEquals(refused.get((int) candidate.key().value() - 1), obstacle);
        }
        assertEquals(
                Cause.SPEND_LIMIT,
                Objects.requireNonNull(candidates.get(2).obstacle()).cause());
    }

    @Test
    void nothingMovesAndNobodyIsTold() {
        TestPool test = new TestPool(limited(1, null, 1L));
        test.succeed();
        int told = test.told.size();
        KeyView before = test.view(1);
        for (int i = 0; i < 3; i++) explained(test);
        assertEquals(before, test.view(1));
        assertEquals(told, test.told.size(), "a lease that met the limit would have told it");
        test.refusal();
        assertEquals(told + 1, test.told.size());
    }

    @Test
    void whatIsLeftIsNeverBelowZeroAndNullWithoutALimit() {
        SpendLimit cap = new SpendLimit(money("1.00"), SpendLimit.Period.MONTHLY, SpendLimit.Action.WARN);
        TestPool test = new TestPool(new Member(id(1), BRAND, PROVIDER, true, 0, 10L, 3L, cap));
        test.spend("0.25");
        Lease unsent = test.lease();
        assertEquals(new Left(8L, 1L, money("0.75")), explained(test).getFirst().left());
        assertEquals(1, explained(test).getFirst().inFlight());
        unsent.settle(new Outcome.Abandoned(), null, test.now);
        test.spend("7.00");
        test.pool.put(new Member(id(1), BRAND, PROVIDER, true, 0, 1L, 1L, cap));
        assertEquals(new Left(0L, 0L, money("0.00")), explained(test).getFirst().left());
        TestPool free = new TestPool(key(1));
        assertEquals(new Left(null, null, null), explained(free).getFirst().left());
        assertNull(explained(free).getFirst().until());
    }

    @Test
    void aQuarantinedKeyIsFreeAtItsProbe() {
        TestPool test = new TestPool(key(1)).quarantine();
        Candidate quarantined = explained(test).getFirst();
        assertEquals(Health.UNHEALTHY, quarantined.health());
        assertEquals(
                Cause.QUARANTINED,
                Objects.requireNonNull(quarantined.obstacle()).cause());
        assertEquals(test.now.plusSeconds(60), quarantined.until());
        test.afterSeconds(60);
        assertNull(explained(test).getFirst().obstacle());
        test.lease();
        assertEquals(
                Cause.PROBING,
                Objects.requireNonNull(explained(test).getFirst().obstacle()).cause());
    }

    @Test
    void anotherBrandOrProviderHasNoCandidates() {
        TestPool test = new TestPool(key(1));
        assertEquals(
                List.of(),
                test.pool
                        .explain(LeaseRequest.free(new BrandId(2), PROVIDER), test.now)
                        .candidates());
        assertEquals(
                List.of(),
                test.pool.explain(LeaseRequest.free(BRAND, "groq"), test.now).candidates());
    }

    private static List<Candidate> explained(TestPool test) {
        return test.pool.explain(LeaseRequest.free(BRAND, PROVIDER), test.now).candidates();
    }

    private static List<Long> ids(List<Candidate> candidates) {
        return candidates.stream().map(candidate -> candidate.key().value()).toList();
    }
}
