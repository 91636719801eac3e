package dev.keypool.pool;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * 1,050 simulated hours in each run: {@link Simulation} throws at the first moment in which the pool does anything that the
 * contract does not say. Here only that the world was not an idle one.
 */
class SimulationTest {
    private static final int HOURS = 175;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void inAnyWorldThePoolDoesWhatTheContractSays(long seed) {
        Simulation world = new Simulation(seed, HOURS);
        world.run();
        Tally tally = world.tally;
        assertTrue(tally.leases > 15_000, "leases " + tally.leases);
        assertTrue(tally.sent > 15_000, "sent " + tally.sent);
        assertTrue(tally.refusals > 100, "refusals " + tally.refusals);
        assertTrue(tally.quarantines > 100, "quarantines " + tally.quarantines);
        assertTrue(tally.probes > 100, "probes " + tally.probes);
        assertTrue(tally.recoveries > 50, "recoveries " + tally.recoveries);
        assertTrue(tally.coolings > 10, "coolings " + tally.coolings);
        assertTrue(tally.limits > 50, "limits " + tally.limits);
        assertTrue(tally.spendBlocks > 3, "blocks " + tally.spendBlocks);
        assertTrue(tally.restarts > 1, "restarts " + tally.restarts);
        assertTrue(tally.circuits > 10, "circuits " + tally.circuits);
        assertTrue(tally.overloaded > 50, "overloaded " + tally.overloaded);
        assertTrue(tally.reserved > 10, "reserved " + tally.reserved);
        assertTrue(tally.unpriced > 100, "unpriced " + tally.unpriced);
        assertTrue(tally.unavailable > 10, "unavailable " + tally.unavailable);
        assertTrue(tally.held > 100, "held " + tally.held);
        assertTrue(tally.accounts > 10, "accounts " + tally.accounts);
        assertTrue(tally.wholeDays > 400, "checks of whole days " + tally.wholeDays);
    }
}
