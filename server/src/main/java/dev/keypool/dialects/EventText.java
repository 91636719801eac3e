package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Server-sent events under construction. Confined to one call. */
final class EventText {
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.UTF_8);
    private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.UTF_8);
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);

    /** An event without a name. */
    void data(JsonNode json) {
        bytes.writeBytes(DATA);
        bytes.writeBytes(Trees.bytes(json));
        bytes.write('\n');
        bytes.write('\n');
    }

    /** An event with a name. */
    void event(String name, JsonNode json) {
        bytes.writeBytes(EVENT);
        bytes.writeBytes(name.getBytes(StandardCharsets.UTF_8));
        bytes.write('\n');
        data(json);
    }

    /** {@code [DONE]}, the end of a chat stream. */
    void done() {
        bytes.writeBytes(DONE);
    }

    byte[] take() {
        byte[] all = bytes.toByteArray();
        bytes.reset();
        return all;
    }
}
