package dev.keypool.sandbox;

import java.time.Instant;
import java.util.random.RandomGenerator;

/** A fault and how often it has happened since it was set. Confined: guarded by its {@link KeyBook}. */
final class FaultPlan {
    private final Fault fault;
    private long asked;
    private long fired;

    FaultPlan(Fault fault) {
        this.fault = fault;
    }

    Fault fault() {
        return fault;
    }

    /** Whether it hits this call. Uses up one of its {@code times} if so. */
    boolean fires(Calls call, Instant now, RandomGenerator random) {
        When when = fault.when();
        if (fault.mode() == Mode.OK || !when.concerns(fault.mode(), call) || isOver(when, now)) {
            return false;
        }
        asked++;
        if (asked % when.every() != 0 || (when.probability() < 1 && random.nextDouble() >= when.probability())) {
            return false;
        }
        fired++;
        return true;
    }

    private boolean isOver(When when, Instant now) {
        Instant until = when.until();
        Integer times = when.times();
        return (until != null && !now.isBefore(until)) || (times != null && fired >= times);
    }
}
