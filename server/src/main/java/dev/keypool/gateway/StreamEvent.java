package dev.keypool.gateway;

import org.jspecify.annotations.Nullable;

/**
 * Cheap looks at the bytes of one event, so that JSON is parsed only where something interesting stands. Immutable;
 * {@code bytes} is the chunk it came in and must not change.
 *
 * @param from first byte of its data; {@code from == to} when it has none (a comment, a blank line)
 * @param to behind the last byte of its data
 */
@SuppressWarnings("ArrayRecordComponent") // A window on a buffer, never compared.
record StreamEvent(byte[] bytes, int from, int to) {
    private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};
    private static final byte[] USAGE = {'"', 'u', 's', 'a', 'g', 'e', '"'};
    private static final byte[] ERROR = {'"', 'e', 'r', 'r', 'o', 'r', '"'};
    private static final byte[] FINISH = {'"', 'f', 'i', 'n', 'i', 's', 'h', '_', 'r', 'e', 'a', 's', 'o', 'n', '"'};

    /** The names under which the dialects put the words of an answer. */
    private static final byte[][] TEXTS = names(
            "content", "reasoning_content", "reasoning", "text", "thinking", "partial_json", "arguments", "delta");

    private static byte[][] names(String... names) {
        byte[][] quoted = new byte[names.length][];
        for (int i = 0; i < names.length; i++)
            quoted[i] = ('"' + names[i] + '"').getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return quoted;
    }

    /** Finds the data of the event that stands in {@code bytes[start]} up to {@code bytes[end]}. */
    static StreamEvent of(byte[] bytes, int start, int end) {
        int from = -1;
        int to = -1;
        Bytes joined = null;
        for (int line = start; line < end; ) {
            int stop = line;
            while (stop < end && bytes[stop] != '\n' && bytes[stop] != '\r') stop++;
            if (isData(bytes, line, stop)) {
                int value = line + 5 < stop && bytes[line + 5] == ' ' ? line + 6 : line + 5;
                if (from >= 0)
                    joined = joined(joined, bytes, from, to).add('\n').add(bytes, value, stop);
                else from = value;
                to = stop;
            }
            line = stop + 1;
        }
        if (joined != null) {
            byte[] whole = joined.take();
            return new StreamEvent(whole, 0, whole.length);
        }
        return from < 0 ? new StreamEvent(bytes, start, start) : new StreamEvent(bytes, from, to);
    }

    private static Bytes joined(@Nullable Bytes so, byte[] bytes, int from, int to) {
        return so != null ? so : new Bytes(2 * (to - from)).add(bytes, from, to);
    }

    private static boolean isData(byte[] b, int at, int end) {
        return end - at >= 5
                && b[at] == 'd'
                && b[at + 1] == 'a'
                && b[at + 2] == 't'
                && b[at + 3] == 'a'
                && b[at + 4] == ':';
    }

    /** A whole answer, to be looked at in the same way. */
    static StreamEvent whole(byte[] body) {
        return new StreamEvent(body, 0, body.length);
    }

    boolean hasData() {
        return from < to;
    }

    /** {@code [DONE]}, the end of an OpenAI stream. */
    boolean done() {
        int end = to;
        while (end > from && bytes[end - 1] <= ' ') end--;
        return end - from == DONE.length && matches(DONE, from);
    }

    /**
     * What of interest may stand in it: an or of the constants of {@link Found}. One pass, which also sees whether the data
     * is one whole object: what was cut off or glued together is none.
     *
     * @param said gets the texts of the answer that stand in it, as they are escaped there
     */
    int look(Said said) {
        int found = 0;
        int text = -1;
        int depth = 0;
        int start = from;
        while (start < to && isBlank(bytes[start])) start++;
        for (int at = start; at < to; at++) {
            switch (bytes[at]) {
                case '"' -> {
                    int word = word(at);
                    int close = endOfString(at);
                    if (at == text) said.add(bytes, at + 1, close);
                    if (word == Found.TEXT) text = valueOf(close);
                    else found |= word;
                    at = close;
                }
                case '{', '[' -> depth++;
                case '}', ']' -> {
                    if (--depth == 0) return found | (bytes[start] == '{' && onlyBlanks(at + 1) ? 0 : Found.NO_OBJECT);
                }
                default -> {}
            }
        }
        return found | Found.NO_OBJECT;
    }

    /** Bits of {@link #look}. A bit may be set for a mere text of that name: then the parse that follows finds nothing. */
    static final class Found {
        static final int USAGE = 1;
        static final int ERROR = 2;
        static final int FINISH = 4;
        /** It is not one JSON object from its first byte to its last. */
        static final int NO_OBJECT = 8;
        /** Of {@link #word} alone: a text of the answer follows. */
        static final int TEXT = 16;

        private Found() {}
    }

    /** Which of the words the string that opens there is. */
    private int word(int quote) {
        if (quote + 6 >= to) return 0;
        return switch (bytes[quote + 1]) {
            case 'u' -> holds(USAGE, quote) && !isNull(quote + USAGE.length) ? Found.USAGE : 0;
            case 'e' -> holds(ERROR, quote) && !isNull(quote + ERROR.length) ? Found.ERROR : 0;
            case 'f' -> holds(FINISH, quote) && !isNull(quote + FINISH.length) ? Found.FINISH : 0;
            case 'c', 'r', 't', 'p', 'a', 'd' -> opensText(quote) ? Found.TEXT : 0;
            default -> 0;
        };
    }

    private boolean opensText(int quote) {
        for (byte[] word : TEXTS) if (holds(word, quote)) return true;
        return false;
    }

    /** Where the text begins that is the value of the name that ends there; -1 when it is none. */
    private int valueOf(int close) {
        int i = close + 1;
        while (i < to && (isBlank(bytes[i]) || bytes[i] == ':')) i++;
        return i < to && bytes[i] == '"' ? i : -1;
    }

    /** The closing quote; {@code to} when there is none. */
    private int endOfString(int quote) {
        int at = quote + 1;
        while (at < to && bytes[at] != '"') at += bytes[at] == '\\' ? 2 : 1;
        return Math.min(at, to);
    }

    private boolean onlyBlanks(int start) {
        for (int i = start; i < to; i++) if (!isBlank(bytes[i])) return false;
        return true;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }

    private boolean holds(byte[] word, int at) {
        return at + word.length <= to && matches(word, at);
    }

    private boolean matches(byte[] word, int at) {
        for (int i = 0; i < word.length; i++) if (bytes[at + i] != word[i]) return false;
        return true;
    }

    /** Whether {@code : null} follows, the usual way to say "not yet". */
    private boolean isNull(int at) {
        int i = at;
        while (i < to && (bytes[i] <= ' ' || bytes[i] == ':')) i++;
        return i < to && bytes[i] == 'n';
    }
}
