package dev.keypool.ledger;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How many answers took how long, in the buckets of {@link UsageFold}. Immutable. */
public final class Speeds {
    public static final Speeds NONE = new Speeds(new long[UsageFold.BUCKETS]);
    private static final int WHOLE = 100;

    private final long[] counts;

    /** @param counts one for each bucket, the quickest first */
    Speeds(long[] counts) {
        if (counts.length != UsageFold.BUCKETS) throw new IllegalArgumentException(counts.length + " buckets");
        this.counts = counts.clone();
    }

    Speeds plus(Speeds other) {
        long[] sums = counts.clone();
        for (int i = 0; i < sums.length; i++) sums[i] += other.counts[i];
        return new Speeds(sums);
    }

    /**
     * The time within which that share of the answers was complete: its bucket is found, and within the bucket the answers
     * are taken as evenly spread, as in Prometheus' {@code histogram_quantile}. So it is off by at most the width of the
     * bucket. What lies beyond the last bound, 60 s, is given as that bound.
     *
     * @param percent 1 to 99
     * @return whole milliseconds, rounded down; null without answers
     */
    public @Nullable Long percentileMillis(int percent) {
        long all = Arrays.stream(counts).sum();
        if (all == 0) return null;
        long rank = all * percent; // in hundredths of an answer
        long below = 0;
        for (int bucket = 0; ; bucket++) {
            long within = counts[bucket] * WHOLE;
            if (below + within >= rank) return spread(bucket, rank - below, within);
            below += within;
        }
    }

    private static long spread(int bucket, long rank, long within) {
        long least = bucket == 0 ? 0 : UsageFold.boundMillis(bucket - 1);
        if (bucket == UsageFold.BUCKETS - 1) return least;
        return least + (UsageFold.boundMillis(bucket) - least) * rank / within;
    }
}
