package dev.keypool.sandbox;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * AWS's binary framing of streams: lengths of the frame and of its headers, a checksum of the two, headers, payload, a checksum
 * of all; everything with the highest byte first.
 */
final class EventStream {
    private static final int LENGTHS = 8;
    private static final int CHECKSUM = 4;
    private static final byte STRING = 7;

    private EventStream() {}

    static Buffer event(String type, String json) {
        return frame("event", ":event-type", type, json);
    }

    static Buffer exception(String type, String json) {
        return frame("exception", ":exception-type", type, json);
    }

    private static Buffer frame(String message, String header, String type, String json) {
        Buffer headers = Buffer.buffer();
        header(headers, header, type);
        header(headers, ":content-type", "application/json");
        header(headers, ":message-type", message);
        byte[] payload = json.getBytes(StandardCharsets.UTF_8);
        int total = LENGTHS + CHECKSUM + headers.length() + payload.length + CHECKSUM;
        Buffer frame = Buffer.buffer(total).appendInt(total).appendInt(headers.length());
        frame.appendInt(checksum(frame));
        frame.appendBuffer(headers).appendBytes(payload);
        return frame.appendInt(checksum(frame));
    }

    private static void header(Buffer headers, String name, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        headers.appendByte((byte) name.length())
                .appendString(name)
                .appendByte(STRING)
                .appendShort((short) bytes.length)
                .appendBytes(bytes);
    }

    private static int checksum(Buffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes.getBytes());
        return (int) crc.getValue();
    }
}
