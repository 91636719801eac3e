package dev.keypool.ledger;

import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;

/** Sums of some rows that share a {@link UsageKey}: what is to be added to its line. Confined to the writer thread. */
final class UsageFold {
    /** Upper bounds of the total time of an answer, ms; one more bucket is open at the top. Named in the migration too. */
    private static final long[] SLOW_BOUNDS_MS = {
        25, 50, 100, 200, 350, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 10_000, 20_000, 60_000
    };

    static final int BUCKETS = SLOW_BOUNDS_MS.length + 1;

    private static final long MICROS_PER_MILLI = 1_000;

    long requests;
    long errors;
    long unsent;
    long tokensIn;
    long tokensOut;
    long tokensCached;
    long tokensReasoning;
    Money cost = Money.ZERO;
    long costUnknown;
    long lastSentAtMicros;
    final long[] slow = new long[BUCKETS];

    void add(Row row) {
        if (row.sentAt() == null) {
            unsent++;
        } else {
            addSent(row, Micros.of(row.sentAt()));
        }
        if (row.usage() != null) addTokens(row.usage());
        if (row.cost() != null) cost = cost.plus(row.cost());
    }

    private void addSent(Row row, long sentAtMicros) {
        requests++;
        lastSentAtMicros = Math.max(lastSentAtMicros, sentAtMicros);
        if (row.cost() == null) costUnknown++;
        switch (row.result()) {
            case "ok" -> slow[bucket(row.timings().totalMicros())]++;
            case "aborted" -> {
                // The caller left: nobody's error, and no time worth comparing.
            }
            default -> errors++;
        }
    }

    private void addTokens(TokenUsage usage) {
        tokensIn += usage.input();
        tokensOut += usage.output();
        tokensCached += usage.cached();
        tokensReasoning += usage.reasoning();
    }

    /** The longest time that falls into the bucket; not for the last one, which is open. */
    static long boundMillis(int bucket) {
        return SLOW_BOUNDS_MS[bucket];
    }

    private static int bucket(long totalMicros) {
        int bucket = 0;
        while (bucket < SLOW_BOUNDS_MS.length && totalMicros > SLOW_BOUNDS_MS[bucket] * MICROS_PER_MILLI) bucket++;
        return bucket;
    }
}
