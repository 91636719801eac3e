package dev.keypool.gateway;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads along a multipart form while it comes, to its end, and remembers where the value of its field {@code model} stands. What
 * the other parts hold is not looked at. A form that a provider might read in another way than this is refused: then the model
 * that was allowed could be another than the one that is served. Each byte is looked at once, however small the pieces are that
 * it comes in. Confined to its request.
 */
final class FormScan {
    /** Just these parameters, and of a boundary just the characters that RFC 2046, section 5.1.1 allows. */
    private static final Pattern TYPE = Pattern.compile(
            "multipart/form-data\\s*(?:;\\s*charset=\"?[\\w-]{1,20}\"?\\s*)?;\\s*"
                    + "boundary=(?:\"([\\w'()+,./:=? -]{1,70})\"|([\\w'()+,./:=?-]{1,70}))\\s*(?:;\\s*charset=\"?[\\w-]{1,20}\"?\\s*)?",
            Pattern.CASE_INSENSITIVE);

    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};
    private static final int LONGEST_HEAD = 2_048;
    private static final int LONGEST_MODEL = 256;
    private static final int MOST_PARTS = 1_000;
    private static final byte[] NOTHING = new byte[0];

    private final byte[] delimiter;
    private Stage stage = Stage.BEGIN;
    private byte[] rest = NOTHING;
    private int looked;
    private long gone;
    private int parts;
    private boolean inModel;
    private @Nullable Model model;

    private enum Stage {
        BEGIN,
        BEHIND_DELIMITER,
        HEAD,
        VALUE,
        END
    }

    /** Where the model's name stands in the form. */
    record Model(String name, int from, int to) {}

    private FormScan(String boundary) {
        this.delimiter = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A scan of a form of that Content-Type; null when it is no multipart form with a boundary. */
    static @Nullable FormScan of(@Nullable String contentType) {
        Matcher found = TYPE.matcher(contentType == null ? "" : contentType.strip());
        if (!found.matches()) return null;
        return new FormScan(found.group(1) != null ? found.group(1) : found.group(2));
    }

    /** The model, null when it has not come yet. */
    @Nullable
    Model model() {
        return model;
    }

    /**
     * Looks at what came next.
     *
     * @throws GatewayError.Raised when the form is not as it must be
     */
    void feed(byte[] piece) {
        if (rest.length == 0) {
            rest = piece;
        } else {
            int before = rest.length;
            rest = Arrays.copyOf(rest, before + piece.length);
            System.arraycopy(piece, 0, rest, before, piece.length);
        }
        while (step()) {}
    }

    /** @throws GatewayError.Raised when the form is not complete */
    void end() {
        if (stage != Stage.END) throw wrong("it ends before its closing line");
    }

    private boolean step() {
        return switch (stage) {
            case BEGIN -> begin();
            case BEHIND_DELIMITER -> behindDelimiter();
            case HEAD -> head();
            case VALUE -> value();
            case END -> epilogue();
        };
    }

    /** Nothing may stand before the first part. */
    private boolean begin() {
        if (rest.length < delimiter.length) return false;
        if (indexOf(rest, delimiter, 0, delimiter.length) != 0) throw wrong("it does not begin with its boundary");
        return went(delimiter.length, Stage.BEHIND_DELIMITER);
    }

    private boolean behindDelimiter() {
        if (rest.length < 2) return false;
        if (rest[0] == '-' && rest[1] == '-') return went(2, Stage.END);
        if (rest[0] != '\r' || rest[1] != '\n') throw wrong("something stands behind its boundary");
        if (++parts > MOST_PARTS) throw wrong("it has more than " + MOST_PARTS + " parts");
        return went(2, Stage.HEAD);
    }

    private boolean head() {
        int end = indexOf(rest, HEAD_END, Math.max(0, looked - HEAD_END.length), rest.length);
        if ((end < 0 ? rest.length : end) > LONGEST_HEAD) throw wrong("the head of a part is too long");
        looked = rest.length;
        if (end < 0) return false;
        var head = PartHead.of(new String(rest, 0, end, StandardCharsets.ISO_8859_1));
        inModel = head.isModel();
        if (inModel && model != null) throw Members.twice("model");
        return went(end + HEAD_END.length, Stage.VALUE);
    }

    private boolean value() {
        int next = indexOf(rest, delimiter, Math.max(0, looked - delimiter.length), rest.length);
        looked = rest.length;
        if (next < 0) return wait(delimiter.length + 1);
        if (next < 2 || rest[next - 2] != '\r' || rest[next - 1] != '\n')
            throw wrong("its boundary stands within a part");
        if (inModel) model = named(next - 2);
        return went(next + delimiter.length, Stage.BEHIND_DELIMITER);
    }

    /** Of a value only so much is kept as a delimiter may have begun in; of the model all. */
    private boolean wait(int keep) {
        if (inModel) {
            if (rest.length > LONGEST_MODEL + keep) throw notAName();
        } else if (rest.length > keep) {
            went(rest.length - keep, Stage.VALUE);
            looked = rest.length;
        }
        return false;
    }

    private Model named(int length) {
        String name;
        try {
            name = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(rest, 0, length))
                    .toString();
        } catch (CharacterCodingException noText) {
            throw notAName();
        }
        boolean plain = name.chars().noneMatch(Character::isISOControl);
        if (!plain || name.isBlank() || name.length() > LONGEST_MODEL) throw notAName();
        int from = Math.toIntExact(gone);
        return new Model(name.strip(), from, from + length);
    }

    private boolean epilogue() {
        for (byte b : rest) if (b != '\r' && b != '\n') throw wrong("something stands behind its closing line");
        went(rest.length, Stage.END);
        return false;
    }

    private boolean went(int bytes, Stage next) {
        gone += bytes;
        rest = Arrays.copyOfRange(rest, bytes, rest.length);
        looked = 0;
        stage = next;
        return true;
    }

    static GatewayError.Raised wrong(String what) {
        return GatewayError.invalid(
                        null,
                        "invalid_form",
                        "The form cannot be read: " + what
                                + ". Send it as multipart/form-data as HTTP libraries write it (RFC 7578).")
                .raised();
    }

    private static GatewayError.Raised notAName() {
        return Members.wrong("model", "model must be a text of 1 to " + LONGEST_MODEL + " characters.");
    }

    private static int indexOf(byte[] bytes, byte[] sought, int from, int to) {
        for (int i = from; i + sought.length <= to; i++)
            if (bytes[i] == sought[0] && Arrays.equals(bytes, i, i + sought.length, sought, 0, sought.length)) return i;
        return -1;
    }
}
