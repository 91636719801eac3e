package dev.keypool.dialects;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/** Writes AWS's event streams, as Bedrock does. */
final class Frames {
    private Frames() {}

    static byte[] event(String type, String payload) {
        return frame(Map.of(":message-type", "event", ":event-type", type), payload);
    }

    static byte[] exception(String type, String payload) {
        return frame(Map.of(":message-type", "exception", ":exception-type", type), payload);
    }

    /** A frame with these text headers. */
    static byte[] frame(Map<String, String> headers, String payload) {
        var bytes = new ByteArrayOutputStream();
        new LinkedHashMap<>(headers).forEach((name, value) -> bytes.writeBytes(header(name, value)));
        return frame(bytes.toByteArray(), payload.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] header(String name, String value) {
        byte[] content = value.getBytes(StandardCharsets.UTF_8);
        ByteBuffer typed = ByteBuffer.allocate(3 + content.length);
        return header(
                name,
                typed.put((byte) 7)
                        .putShort((short) content.length)
                        .put(content)
                        .array());
    }

    /** @param typed type and value */
    static byte[] header(String name, byte[] typed) {
        byte[] letters = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + letters.length + typed.length)
                .put((byte) letters.length)
                .put(letters)
                .put(typed)
                .array();
    }

    static byte[] frame(byte[] headers, byte[] payload) {
        return lied(16 + headers.length + payload.length, headers.length, headers, payload);
    }

    /** A frame that names other lengths than it has, with checksums that are right for them. */
    static byte[] lied(int length, int headersLength, byte[] headers, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(16 + headers.length + payload.length);
        frame.putInt(length).putInt(headersLength);
        frame.putInt(crc(frame.array(), 8)).put(headers).put(payload);
        return frame.putInt(crc(frame.array(), frame.position())).array();
    }

    static byte[] joined(byte[]... frames) {
        var all = new ByteArrayOutputStream();
        for (byte[] frame : frames) all.writeBytes(frame);
        return all.toByteArray();
    }

    private static int crc(byte[] bytes, int length) {
        var crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
