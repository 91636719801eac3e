package dev.keypool.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The circuit of one overloaded model, as a timetable. */
final class CircuitTest {
    private static final Instant T0 = Instant.parse("2026-11-23T12:00:00Z");

    private static Instant at(long seconds) {
        return T0.plusSeconds(seconds);
    }

    private static Circuit overloadedTimes(int requests) {
        Circuit circuit = Circuit.CLOSED;
        for (int request = 1; request <= requests; request++) circuit = circuit.overloaded(request, at(request));
        return circuit;
    }

    @Test
    void fiveRequestsInARowWithinThirtySecondsOpenItForTen() {
        assertTrue(overloadedTimes(4).passes(at(4)));
        Circuit open = overloadedTimes(5);
        assertFalse(open.passes(at(14)));
        assertTrue(open.passes(at(15)));
    }

    @Test
    void twoAttemptsOfOneRequestAreOneOverload() {
        Circuit circuit = overloadedTimes(4).overloaded(4, at(5));
        assertTrue(circuit.passes(at(5)));
    }

    @Test
    void whatIsOlderThanThirtySecondsNoLongerCounts() {
        assertTrue(overloadedTimes(4).overloaded(9, at(32)).passes(at(32)));
    }

    @Test
    void aServedRequestShowsThatThereIsCapacity() {
        Circuit circuit = overloadedTimes(4).ended(6, true);
        assertEquals(Circuit.CLOSED, circuit);
        assertEquals(overloadedTimes(4), overloadedTimes(4).ended(6, false), "any other ending says nothing");
    }

    @Test
    void oneProbeDecidesAndOthersWait() {
        Circuit probed = overloadedTimes(5).probedBy(7);
        assertFalse(probed.passes(at(20)));
        assertEquals(probed, probed.ended(8, true), "only the probe is heard");
        assertEquals(Circuit.CLOSED, probed.ended(7, true));
        assertTrue(probed.ended(7, false).passes(at(20)), "a probe that says nothing lets another try");
    }

    @Test
    void everyFailedProbeKeepsItOpenLongerUpToThirtySeconds() {
        Circuit circuit = overloadedTimes(5);
        long now = 15;
        for (long wait : new long[] {20, 30, 30}) {
            circuit = circuit.probedBy(now).overloaded(now, at(now));
            assertFalse(circuit.passes(at(now + wait - 1)), "after " + wait);
            now += wait;
            assertTrue(circuit.passes(at(now)), "after " + wait);
        }
    }
}
