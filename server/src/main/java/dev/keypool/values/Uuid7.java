package dev.keypool.values;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** Time-ordered UUIDs (RFC 9562, version 7): request and attempt ids that sort by the moment they were made. */
public final class Uuid7 {
    private Uuid7() {}

    /** A fresh id of that moment (milliseconds since 1970, 48 bits) with 74 bits from {@code random}. */
    public static UUID of(long epochMillis, RandomGenerator random) {
        long high = (epochMillis << 16) | 0x7000L | (random.nextLong() & 0x0FFFL);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
