package dev.keypool.dialects;

import dev.keypool.http.Json;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of AWS's binary framing ({@code application/vnd.amazon.eventstream}) into its events, wherever the chunks
 * happen to end. Confined to one stream. A frame is, in big-endian order: its length, the length of its headers, the CRC of
 * these two, headers, payload, and the CRC of all before.
 */
public final class EventStream {
    /** Longest frame that AWS allows, in bytes. */
    static final int LONGEST = 16 << 20;

    private static final int LONGEST_HEADERS = 128 << 10;
    private static final int LENGTHS = 2 * Integer.BYTES;
    private static final int PRELUDE = LENGTHS + Integer.BYTES;
    private static final int SHORTEST = PRELUDE + Integer.BYTES;
    private static final byte[] NOTHING = {};
    private static final byte[] EMPTY_OBJECT = {'{', '}'};

    /** Takes what was cut. */
    @FunctionalInterface
    public interface Sink {
        /**
         * One event as JSON: {@code {"contentBlockDelta": {…}}}, its name and payload. What AWS sends as exception or error
         * is {@code {"exception": {"throttlingException": {"message": "…"}}}}.
         */
        void event(byte[] json);
    }

    private final Sink sink;
    private byte[] rest = NOTHING;
    private int size;
    private @Nullable String fault;

    public EventStream(Sink sink) {
        this.sink = sink;
    }

    /**
     * The next bytes of the stream. The sink is called for each event that they complete, before this returns.
     *
     * @return false when they are no such frames; see {@link #fault()}. Nothing is read any more then
     */
    public boolean feed(byte[] chunk) {
        if (fault != null) return false;
        keep(chunk);
        int at = 0;
        while (fault == null && size - at >= PRELUDE) {
            int length = lengthAt(at);
            if (fault != null || size - at < length) break;
            frame(at, length);
            at += length;
        }
        rest = at == 0 ? rest : Arrays.copyOfRange(rest, at, size);
        size -= at;
        return fault == null;
    }

    /** Bytes of a frame whose end has not come yet: when the stream ends and there are some, it was cut. */
    public int waiting() {
        return size;
    }

    /** Why the bytes could not be read, as a sentence about the provider; empty while they can. */
    public Optional<String> fault() {
        return Optional.ofNullable(fault);
    }

    private int lengthAt(int at) {
        int length = number(at);
        int headers = number(at + Integer.BYTES);
        if (number(at + LENGTHS) != crc(at, LENGTHS)) {
            fault = "The provider's stream is damaged: the checksum of a frame's lengths is wrong.";
        } else if (length < SHORTEST || length > LONGEST) {
            fault = "The provider's stream has a frame of " + Integer.toUnsignedString(length)
                    + " bytes; possible are 16 to " + LONGEST + ".";
        } else if (headers < 0 || headers > Math.min(LONGEST_HEADERS, length - SHORTEST)) {
            fault = "The provider's stream has a frame whose headers do not fit into it.";
        }
        return length;
    }

    private void frame(int at, int length) {
        int end = at + length - Integer.BYTES;
        if (number(end) != crc(at, length - Integer.BYTES)) {
            fault = "The provider's stream is damaged: the checksum of a frame is wrong.";
            return;
        }
        int headers = number(at + Integer.BYTES);
        int payload = at + PRELUDE + headers;
        byte[] event = FrameHeaders.in(rest, at + PRELUDE, headers)
                .flatMap(said -> json(said, Arrays.copyOfRange(rest, payload, end)))
                .orElse(null);
        if (event == null) fault = "The provider's stream has a frame that does not say what it is.";
        else sink.event(event);
    }

    private static Optional<byte[]> json(FrameHeaders said, byte[] payload) {
        byte[] object = payload.length == 0 ? EMPTY_OBJECT : payload;
        if (object[0] != '{') return Optional.empty();
        return switch (String.valueOf(said.text(":message-type"))) {
            case "event" -> named(said.text(":event-type"), object);
            case "exception" -> named(said.text(":exception-type"), object).flatMap(e -> named("exception", e));
            case "error" -> named(said.text(":error-code"), message(said)).flatMap(e -> named("exception", e));
            default -> Optional.empty();
        };
    }

    private static byte[] message(FrameHeaders said) {
        String sentence = said.text(":error-message");
        return Json.bytes(sentence == null ? Map.of() : Map.of("message", sentence));
    }

    private static Optional<byte[]> named(@Nullable String name, byte[] object) {
        if (name == null) return Optional.empty();
        var json = new ByteArrayOutputStream(object.length + name.length() + 8);
        json.write('{');
        json.writeBytes(Json.bytes(name));
        json.write(':');
        json.writeBytes(object);
        json.write('}');
        return Optional.of(json.toByteArray());
    }

    private int number(int at) {
        return ByteBuffer.wrap(rest).getInt(at);
    }

    private int crc(int from, int length) {
        var crc = new CRC32();
        crc.update(rest, from, length);
        return (int) crc.getValue();
    }

    private void keep(byte[] chunk) {
        int needed = Math.addExact(size, chunk.length);
        if (needed > rest.length) rest = Arrays.copyOf(rest, Math.max(needed, Math.min(2 * rest.length, LONGEST)));
        System.arraycopy(chunk, 0, rest, size, chunk.length);
        size = needed;
    }
}
