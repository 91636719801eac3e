package dev.keypool.sandbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {
    private static final long MINUTE = SlidingWindow.MINUTE_MICROS;

    @Test
    void itCountsLikeAListThatIsSearchedEachTime() {
        SplittableRandom random = new SplittableRandom(7);
        SlidingWindow window = new SlidingWindow(3 * MINUTE, 1 << 12);
        List<Long> all = new ArrayList<>();
        long now = 1_000_000;
        int most = 0;
        for (int i = 0; i < 5_000; i++) {
            now += random.nextInt(10) == 0 ? random.nextLong(MINUTE) : random.nextLong(MINUTE / 500);
            window.add(now);
            all.add(now);
            int expected = within(all, now);
            most = Math.max(most, expected);
            assertEquals(expected, window.inLastMinute(now));
            assertEquals(all.get(all.size() - expected) + MINUTE, window.freeAtMicros(expected));
        }
        assertEquals(most, window.most());
        assertTrue(window.exact());
    }

    @Test
    void aFullWindowForgetsTheOldestAndOwnsUpToIt() {
        SlidingWindow window = new SlidingWindow(MINUTE, 64);
        for (int i = 0; i < 64; i++) {
            window.add(i);
        }
        assertTrue(window.exact());
        window.add(64);
        assertFalse(window.exact());
        assertEquals(64, window.inLastMinute(64));
        assertArrayEquals(new long[] {63, 64}, window.last(2));
    }

    @Test
    void timesOlderThanTheMinuteGiveWayWithoutLossOfExactness() {
        SlidingWindow window = new SlidingWindow(10 * MINUTE, 64);
        for (int i = 0; i < 200; i++) {
            window.add(i * MINUTE / 10);
        }
        assertTrue(window.exact());
        assertEquals(10, window.most());
        assertEquals(64, window.last(1000).length);
    }

    @Test
    void aClockThatGoesBackStandsStill() {
        SlidingWindow window = new SlidingWindow(MINUTE, 64);
        window.add(5 * MINUTE);
        window.add(MINUTE);
        assertArrayEquals(new long[] {5 * MINUTE, 5 * MINUTE}, window.last(9));
        assertEquals(2, window.inLastMinute(5 * MINUTE));
    }

    private static int within(List<Long> times, long now) {
        return (int) times.stream().filter(t -> t > now - MINUTE).count();
    }
}
