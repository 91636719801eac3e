package dev.keypool.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.keypool.ledger.Course;
import dev.keypool.ledger.Entry;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MomentsTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void offsetsCountFromTheRequestsFirstByteAndTimingsFromTheLease() {
        var moments = new Moments(NOON, 5_000_000, 4_000_000);
        moments.connecting(5_100_000);
        moments.connected(7_000_000);
        moments.sent(NOON, 7_050_000);
        moments.firstByte(9_000_000);
        assertEquals(
                new Course.Offsets(200L, 3_000L, 4_000L, 4_100L, 6_000L, 6_050L),
                moments.offsets(1_000_000, 1_200_000, 4_000_000));
        assertEquals(new Entry.Timings(4_000L, null, 6_000, 3_150), moments.timings(11_000_000));
    }

    @Test
    void aMomentThatNeverCameIsUnknown() {
        var moments = new Moments(NOON, 5_000_000, 4_000_000);
        assertEquals(new Course.Offsets(0L, 0L, 5_000L, null, null, null), moments.offsets(0, 0, 0));
    }
}
