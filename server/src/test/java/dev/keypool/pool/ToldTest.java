package dev.keypool.pool;

import static dev.keypool.pool.StandingStore.Event.Kind.COOLING;
import static dev.keypool.pool.StandingStore.Event.Kind.DEGRADED;
import static dev.keypool.pool.StandingStore.Event.Kind.HEALTH_RESET;
import static dev.keypool.pool.StandingStore.Event.Kind.LIMIT_REACHED;
import static dev.keypool.pool.StandingStore.Event.Kind.PROBED;
import static dev.keypool.pool.StandingStore.Event.Kind.QUARANTINED;
import static dev.keypool.pool.StandingStore.Event.Kind.RECOVERED;
import static dev.keypool.pool.TestPool.failed;
import static dev.keypool.pool.TestPool.id;
import static dev.keypool.pool.TestPool.key;
import static dev.keypool.pool.TestPool.limited;
import static dev.keypool.pool.TestPool.money;
import static dev.keypool.values.FailureClass.KEY_INVALID;
import static dev.keypool.values.FailureClass.RATE_LIMITED;
import static dev.keypool.values.FailureClass.TIMEOUT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.keypool.pool.Outcome.Failed;
import dev.keypool.pool.Outcome.Success;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ToldTest {
    @Test
    void aSuccessOfAHealthyKeyTellsNothing() {
        TestPool test = new TestPool(key(1));
        for (int i = 0; i < 10; i++) test.succeed();
        assertEquals(List.of(), test.told);
    }

    @Test
    void theLifeOfAFailingKeyIsToldStepByStep() {
        TestPool test = new TestPool(key(1));
        test.at("10:00:00").fail(TIMEOUT);
        test.at("10:00:01").fail(TIMEOUT);
        test.at("10:00:02").fail(TIMEOUT);
        assertEquals(
                "A request failed: it said timeout. Failure 3 in a row: in quarantine until 2026-11-23T10:01:02Z.",
                test.lastEvent().cause());
        test.at("10:01:02").fail(TIMEOUT);
        assertEquals(
                "The probe failed: it said timeout. Failure 4 in a row: in quarantine until 2026-11-23T10:03:02Z.",
                test.lastEvent().cause());
        test.at("10:03:02").succeed();
        assertEquals(
                "The probe succeeded. The quarantine is over; the next success makes the key healthy.",
                test.lastEvent().cause());
        test.succeed();
        assertEquals("A request succeeded.", test.lastEvent().cause());
        assertEquals(test.now, test.lastEvent().at());
        assertEquals(List.of(DEGRADED, QUARANTINED, QUARANTINED, PROBED, RECOVERED), test.kinds());
        assertEquals(6, test.told.size(), "the second failure is a detail");
        assertNull(test.told.get(1).event());
    }

    @Test
    void theProvidersSentenceKeepsItsOwnEnd() {
        TestPool test = new TestPool(key(1));
        for (String words : List.of("No.", "Stop!", "What?", " No ")) {
            test.pool.judge(id(1), new Failed(KEY_INVALID, words, null), test.now);
            String end = words.equals(" No ") ? "No." : words;
            assertEquals("A test call failed: " + end, test.lastEvent().cause());
            test.pool.resetHealth(id(1), test.now);
        }
    }

    @Test
    void eachChangeIsTheNextVersionAndTheLastOneIsTheTruth() {
        TestPool test = new TestPool(limited(1, null, 7L)).quarantine();
        test.afterSeconds(60).succeed();
        test.fail(RATE_LIMITED);
        test.pool.judge(id(1), new Success(), test.now);
        test.pool.billed(id(1), null, null, money("0"), test.now);
        test.pool.billed(id(1), null, null, money("1"), test.now);
        test.pool.resetHealth(id(1), test.now);
        test.pool.resetUsage(id(1), test.now);
        assertEquals(
                LongStream.rangeClosed(1, test.told.size()).boxed().toList(),
                test.told.stream().map(one -> one.standing().version()).toList());
        assertEquals(test.standing(1), test.told.getLast().standing());
    }

    @Test
    void aCoolingIsToldWhenItBeginsAndNotWhenItMoves() {
        TestPool test = new TestPool(key(1));
        Lease older = test.lease();
        test.pool.judge(id(1), failed(RATE_LIMITED, Duration.ofSeconds(30)), test.now);
        assertEquals(List.of(DEGRADED), test.kinds(), "one change is one event, the gravest");
        older.settle(failed(RATE_LIMITED, Duration.ofSeconds(60)), null, test.now);
        assertEquals(List.of(DEGRADED), test.kinds());
        test.afterSeconds(70).lease().settle(failed(RATE_LIMITED, Duration.ofSeconds(5)), null, test.now);
        assertEquals(List.of(DEGRADED, COOLING), test.kinds());
        assertEquals(
                "A request failed: it said rate_limited. Not selected until 2026-11-23T10:01:15Z.",
                test.lastEvent().cause());
    }

    @Test
    void wantOfCreditOnTheProvidersBooksIsTold() {
        TestPool test = new TestPool(key(1));
        test.pool.billed(id(1), null, null, money("0"), test.now);
        assertEquals(List.of(COOLING), test.kinds());
        assertEquals(
                "The provider reports no credit left. Not selected until 2026-11-23T10:15:00Z.",
                test.lastEvent().cause());
        test.pool.billed(id(1), null, null, money("1"), test.now);
        assertEquals(List.of(COOLING), test.kinds());
        assertEquals(2, test.told.size());
    }

    @Test
    void aMinuteLimitIsToldAtTheFirstRefusalOfEachWindow() {
        TestPool test = new TestPool(limited(1, null, 1L), key(2));
        test.succeed();
        assertEquals(List.of(), test.told, "nobody was refused yet");
        for (int i = 0; i < 10; i++) test.succeed();
        assertEquals(List.of(LIMIT_REACHED), test.kinds());
        assertEquals(
                "The limit of 1 requests in 60 s is used up.", test.lastEvent().cause());
        assertEquals(id(1), test.told.getLast().id());
        test.afterSeconds(61).succeed();
        test.succeed();
        assertEquals(List.of(LIMIT_REACHED, LIMIT_REACHED), test.kinds());
    }

    @Test
    void aDailyLimitIsToldOnceADay() {
        TestPool test = new TestPool(limited(1, 1L, 1L));
        test.succeed();
        test.refusal();
        test.afterSeconds(3_600).refusal();
        assertEquals(List.of(LIMIT_REACHED), test.kinds());
        assertEquals(
                "The daily limit of 1 requests is used up.", test.lastEvent().cause());
        test.at("2026-11-24T00:00:00Z").succeed();
        test.refusal();
        assertEquals(List.of(LIMIT_REACHED, LIMIT_REACHED), test.kinds());
    }

    @Test
    void aResetIsToldWithItsOwnEvent() {
        TestPool test = new TestPool(key(1));
        test.pool.resetHealth(id(1), test.now);
        assertEquals(List.of(HEALTH_RESET), test.kinds());
    }

    @Test
    void aRecoveryByATestCallIsTold() {
        TestPool test = new TestPool(key(1)).quarantine();
        test.pool.judge(id(1), new Success(), test.now);
        assertEquals(RECOVERED, test.lastEvent().kind());
        assertEquals("A test call succeeded.", test.lastEvent().cause());
    }
}
