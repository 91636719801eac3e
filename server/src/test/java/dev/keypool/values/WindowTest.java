package dev.keypool.values;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowTest {
    @Test
    void aRequestCountsForSixtySecondsAndLeavesInTheNext() {
        Window window = Window.EMPTY.plus(1_000);
        assertEquals(1, window.count(1_000));
        assertEquals(1, window.count(1_060));
        assertEquals(0, window.count(1_061));
        assertEquals(0, window.count(999_999));
    }

    /** Why 61 buckets: the request of 0.999 s is 59.002 s old at 60.001 s, so it must still count, though its second is 60 back. */
    @Test
    void aFullMinuteAtTheEndOfASecondStillFillsTheSecondSixtyLater() {
        Window window = Window.EMPTY;
        for (int i = 0; i < 100; i++)
            window = window.plus(Instant.ofEpochMilli(5_000_999).getEpochSecond());
        assertEquals(100, window.count(Instant.ofEpochMilli(5_060_001).getEpochSecond()));
        assertEquals(0, window.count(Instant.ofEpochMilli(5_061_000).getEpochSecond()));
    }

    @Test
    void anEarlierSecondCountsAsTheLatest() {
        Window window = Window.EMPTY.plus(1_000).plus(990);
        assertEquals(2, window.count(990));
        assertEquals(2, window.count(1_060));
        assertEquals(0, window.count(1_061));
    }

    @Test
    void theFirstFreeSecondIsWhenEnoughRequestsHaveLeft() {
        Window window = Window.EMPTY.plus(1_000).plus(1_010).plus(1_010).plus(1_020);
        assertEquals(1_061, window.firstBelow(4, 1_020));
        assertEquals(1_071, window.firstBelow(3, 1_020));
        assertEquals(1_081, window.firstBelow(1, 1_020));
        assertEquals(1_030, window.firstBelow(5, 1_030));
        assertEquals(1_020, window.firstBelow(5, 1_000));
    }

    @Test
    void aWindowIsRebuiltFromItsMomentsInAnyOrder() {
        Instant asOf = Instant.ofEpochSecond(2_000);
        List<Instant> moments =
                List.of(asOf.minusMillis(200), asOf.minusSeconds(60), asOf.minusSeconds(61), asOf.plusSeconds(3), asOf);
        Window window = Window.of(moments, asOf);
        assertEquals(4, window.count(2_000), "all but the one of 61 s ago, and the future one as of now");
        assertEquals(3, window.count(2_001));
        assertEquals(2, window.count(2_060));
        assertEquals(0, window.count(2_061));
    }

    /** Against the plainest model there is: a list of seconds. */
    @Test
    void anyWindowCountsWhatAListOfSecondsCounts() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Window window = Window.EMPTY;
            List<Long> seconds = new ArrayList<>();
            long at = 1 + random.nextLong(1_000_000);
            for (int i = 0; i < 80; i++) {
                at += random.nextInt(4) == 0 ? random.nextInt(90) : random.nextInt(3);
                window = window.plus(at);
                seconds.add(at);
                long later = at + random.nextInt(70);
                assertEquals(
                        seconds.stream().filter(second -> second >= later - 60).count(),
                        window.count(later),
                        "seed " + seed + ", request " + i);
            }
        }
    }

    @Test
    void aPlaceThatIsGivenBackIsFreeAtOnceAndOnlyWhileItCounts() {
        Window window = Window.EMPTY.plus(1_000).plus(1_000).plus(1_010);
        assertEquals(2, window.minus(1_000).count(1_010));
        assertEquals(1, window.minus(1_000).minus(1_000).minus(1_000).count(1_010));
        assertEquals(3, window.minus(1_011).count(1_010), "nothing was counted then");
        assertEquals(1, window.plus(1_069).minus(1_000).count(1_071), "that second has left the window");
    }
}
