package dev.keypool.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class SpeedsTest {
    /** Buckets by their place; the 7th ends at 1,000 ms and begins at 750, the 15th has no end. */
    private static Speeds speeds(int bucket, long answers) {
        long[] counts = new long[16];
        counts[bucket] = answers;
        return new Speeds(counts);
    }

    @Test
    void withoutAnswersThereIsNoTime() {
        assertNull(Speeds.NONE.percentileMillis(50));
        assertNull(Speeds.NONE.plus(Speeds.NONE).percentileMillis(95));
    }

    @Test
    void answersAreTakenAsEvenlySpreadWithinTheirBucket() {
        assertEquals(875, speeds(7, 1).percentileMillis(50));
        assertEquals(987, speeds(7, 1_000).percentileMillis(95));
        assertEquals(12, speeds(0, 4).percentileMillis(50), "the first bucket begins at zero");
    }

    @Test
    void aShareThatEndsWithABucketIsItsBound() {
        Speeds half = speeds(1, 50).plus(speeds(9, 50)); // 25–50 ms and 1,500–2,000 ms
        assertEquals(50, half.percentileMillis(50));
        assertEquals(1_950, half.percentileMillis(95));
        assertEquals(1_510, half.percentileMillis(51));
    }

    @Test
    void whatLiesBeyondTheLastBoundIsGivenAsThatBound() {
        assertEquals(60_000, speeds(15, 3).percentileMillis(50));
        assertEquals(40_000, speeds(14, 3).percentileMillis(50));
    }

    @Test
    void sumsOfManyYearsDoNotOverflow() {
        assertEquals(875, speeds(7, 1_000_000_000_000L).percentileMillis(50));
    }
}
