package dev.keypool.gateway;

import java.nio.charset.StandardCharsets;

/** The words of an answer as they passed, kept up to a bound to count their tokens if nobody else does. Confined to its attempt. */
final class Said {
    private static final int MOST = 64 << 10;
    private static final byte[] NOTHING = new byte[0];

    private byte[] text = NOTHING;
    private int size;
    private long all;

    /** Adds {@code bytes[from]} up to, not including, {@code bytes[to]}. */
    void add(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length <= 0) return;
        all += length;
        int kept = Math.min(length, MOST - size);
        if (size + kept > text.length)
            text = java.util.Arrays.copyOf(text, Math.min(MOST, Math.max(256, 2 * (size + kept))));
        System.arraycopy(bytes, from, text, size, kept);
        size += kept;
    }

    /** What was kept, as JSON escapes it. */
    String kept() {
        return new String(text, 0, size, StandardCharsets.UTF_8);
    }

    /** How many times longer all of it is than what was kept; 1 when all was. */
    double stretch() {
        return size == 0 ? 1 : (double) all / size;
    }
}
