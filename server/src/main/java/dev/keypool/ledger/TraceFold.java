package dev.keypool.ledger;

import java.util.Arrays;

/** Adds requests up, attempt by attempt, those of one request one after the other. Confined to its thread. */
final class TraceFold {
    /** More are not looked at: some tenths of a second of one reader. */
    static final int MOST = 100_000;

    private static final int SLOW_PERCENT = 95;
    private static final int WHOLE = 100;

    private long[] micros = new long[64];
    private int total;
    private long errors;
    private long sum;
    private Cost cost = Cost.NONE;
    private boolean partial;

    /** A request by its last attempt; false when there is no room for it. */
    boolean request(String result, long tookMicros) {
        partial = total == MOST;
        if (partial) return false;
        if (total == micros.length) micros = Arrays.copyOf(micros, 2 * total);
        micros[total++] = tookMicros;
        sum += tookMicros;
        if (Trace.Status.of(result) == Trace.Status.ERROR) errors++;
        return true;
    }

    void attempt(Cost more) {
        cost = cost.plus(more);
    }

    TraceSummary summary() {
        if (total == 0) return new TraceSummary(0, 0, Cost.NONE, null, null, false);
        Arrays.sort(micros, 0, total);
        int rank = Math.ceilDiv(total * SLOW_PERCENT, WHOLE);
        return new TraceSummary(total, errors, cost, sum / total, micros[rank - 1], partial);
    }
}
