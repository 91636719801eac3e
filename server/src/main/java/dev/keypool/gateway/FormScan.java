package dev.keypool.gateway;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the field {@code model} in a multipart form while it still comes, and remembers where its value stands. What the
 * other parts hold is not looked at. Confined to its request.
 */
final class FormScan {
    private static final Pattern BOUNDARY =
            Pattern.compile("boundary=(?:\"([^\"]{1,70})\"|([^\\s;,]{1,70}))", Pattern.CASE_INSENSITIVE);
    private static final Pattern MODEL =
            Pattern.compile("(?i)content-disposition:[^\\r\\n]*[;\\s]name=\"?model\"?(?=[;\\s]|$)");
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};
    private static final int LONGEST_HEAD = 8_192;
    private static final int LONGEST_MODEL = 256;

    private final byte[] delimiter;
    private int at;

    /** Where the model's name stands in the form. */
    record Model(String name, int from, int to) {}

    private FormScan(String boundary) {
        this.delimiter = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A scan of a form of that Content-Type; null when it is no multipart form with a boundary. */
    static @Nullable FormScan of(@Nullable String contentType) {
        if (contentType == null || !contentType.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) return null;
        Matcher found = BOUNDARY.matcher(contentType);
        if (!found.find()) return null;
        return new FormScan(found.group(1) != null ? found.group(1) : found.group(2));
    }

    /**
     * Looks on where it stopped.
     *
     * @param bytes all that came so far
     * @return null when the model has not come yet
     * @throws GatewayError.Raised when it is no name
     */
    @Nullable
    Model find(byte[] bytes) {
        while (true) {
            int begin = indexOf(bytes, delimiter, at);
            if (begin < 0) {
                at = Math.max(at, bytes.length - delimiter.length);
                return null;
            }
            int head = begin + delimiter.length;
            int value = indexOf(bytes, HEAD_END, head);
            if (value < 0) {
                at = begin; // Looked at again when more has come.
                return null;
            }
            int from = value + HEAD_END.length;
            if (isModel(bytes, head, value)) return value(bytes, begin, from);
            at = from;
        }
    }

    private boolean isModel(byte[] bytes, int from, int to) {
        if (to - from > LONGEST_HEAD) return false;
        return MODEL.matcher(new String(bytes, from, to - from, StandardCharsets.UTF_8))
                .find();
    }

    private @Nullable Model value(byte[] bytes, int part, int from) {
        int next = indexOf(bytes, delimiter, from);
        if (next < 0) {
            if (bytes.length - from > LONGEST_MODEL + delimiter.length + 2) throw notAName();
            at = part;
            return null;
        }
        int to = Math.max(from, next - 2); // The line end before a delimiter belongs to it.
        String name = new String(bytes, from, to - from, StandardCharsets.UTF_8).strip();
        if (name.isEmpty() || name.length() > LONGEST_MODEL) throw notAName();
        return new Model(name, from, to);
    }

    private static GatewayError.Raised notAName() {
        return Members.wrong("model", "model must be a text of 1 to " + LONGEST_MODEL + " characters.");
    }

    private static int indexOf(byte[] bytes, byte[] sought, int from) {
        for (int i = Math.max(0, from); i + sought.length <= bytes.length; i++)
            if (bytes[i] == sought[0] && matches(bytes, sought, i)) return i;
        return -1;
    }

    private static boolean matches(byte[] bytes, byte[] sought, int at) {
        for (int i = 1; i < sought.length; i++) if (bytes[at + i] != sought[i]) return false;
        return true;
    }
}
