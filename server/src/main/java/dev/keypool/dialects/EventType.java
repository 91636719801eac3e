package dev.keypool.dialects;

import java.nio.charset.StandardCharsets;

/** Tells an event by its first bytes, where its {@code type} stands with all who matter. Immutable. */
final class EventType {
    private static final byte[] MEMBER = "{\"type\":".getBytes(StandardCharsets.US_ASCII);

    private EventType() {}

    static byte[][] bytes(String... types) {
        byte[][] all = new byte[types.length][];
        for (int i = 0; i < types.length; i++) all[i] = ('"' + types[i] + '"').getBytes(StandardCharsets.US_ASCII);
        return all;
    }

    /** Whether the data begins with one of these types. If not, it may still have one, later on. */
    static boolean isOneOf(byte[][] types, byte[] bytes, int from, int to) {
        if (!holds(MEMBER, bytes, from, to)) return false;
        int at = from + MEMBER.length;
        if (at < to && bytes[at] == ' ') at++;
        for (byte[] type : types) if (holds(type, bytes, at, to)) return true;
        return false;
    }

    private static boolean holds(byte[] word, byte[] bytes, int at, int to) {
        if (to - at < word.length) return false;
        for (int i = 0; i < word.length; i++) if (bytes[at + i] != word[i]) return false;
        return true;
    }
}
