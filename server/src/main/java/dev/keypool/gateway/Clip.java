package dev.keypool.gateway;

import java.util.Arrays;

/** The beginning of a text that may be long: at most 256 KiB, and how long all of it is. Confined to its request. */
public final class Clip {
    /** Bytes that are kept. */
    public static final int LIMIT = 256 << 10;

    private static final int FIRST = 1_024;

    private byte[] bytes = {};
    private int kept;
    private long length;

    /** The beginning of a text that is there as a whole. */
    public static Clip of(byte[] whole) {
        var clip = new Clip();
        clip.bytes = whole.length <= LIMIT ? whole : Arrays.copyOf(whole, LIMIT);
        clip.kept = clip.bytes.length;
        clip.length = whole.length;
        return clip;
    }

    /** One more piece of it. */
    public void add(byte[] piece) {
        length += piece.length;
        int more = Math.min(piece.length, LIMIT - kept);
        if (more == 0) return;
        if (kept + more > bytes.length)
            bytes = Arrays.copyOf(bytes, Math.min(LIMIT, Math.max(FIRST, 2 * (kept + more))));
        System.arraycopy(piece, 0, bytes, kept, more);
        kept += more;
    }

    /** What is kept of it. */
    byte[] bytes() {
        return kept == bytes.length ? bytes : Arrays.copyOf(bytes, kept);
    }

    /** Bytes that are kept. */
    int kept() {
        return kept;
    }

    /** Bytes of the whole. */
    long length() {
        return length;
    }
}
