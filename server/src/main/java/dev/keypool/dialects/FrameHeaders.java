package dev.keypool.dialects;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Headers of one frame of {@link EventStream}. Only texts are kept, since all that say what a frame is are texts. Immutable. */
record FrameHeaders(Map<String, String> texts) {
    private static final int TEXT = 7;

    FrameHeaders {
        texts = Map.copyOf(texts);
    }

    /** The headers in that part of the bytes; empty when they do not fill it exactly, or a value has no known type. */
    static Optional<FrameHeaders> in(byte[] bytes, int from, int length) {
        ByteBuffer part = ByteBuffer.wrap(bytes, from, length);
        Map<String, String> texts = HashMap.newHashMap(4);
        try {
            while (part.hasRemaining()) {
                String name = text(part, Byte.toUnsignedInt(part.get()));
                int type = part.get();
                if (type == TEXT) texts.put(name, text(part, Short.toUnsignedInt(part.getShort())));
                else skip(part, sizeOf(type, part));
            }
        } catch (BufferUnderflowException cut) {
            return Optional.empty();
        }
        return Optional.of(new FrameHeaders(texts));
    }

    /** Length of the value that begins here. */
    private static int sizeOf(int type, ByteBuffer part) {
        return switch (type) {
            case 0, 1 -> 0; // True and false.
            case 2 -> Byte.BYTES;
            case 3 -> Short.BYTES;
            case 4 -> Integer.BYTES;
            case 5, 8 -> Long.BYTES; // A number, a time.
            case 6 -> Short.toUnsignedInt(part.getShort());
            case 9 -> 2 * Long.BYTES; // A UUID.
            default -> throw new BufferUnderflowException();
        };
    }

    private static void skip(ByteBuffer part, int length) {
        if (length > part.remaining()) throw new BufferUnderflowException();
        part.position(part.position() + length);
    }

    private static String text(ByteBuffer part, int length) {
        byte[] content = new byte[Math.min(length, part.remaining() + 1)];
        part.get(content);
        return new String(content, StandardCharsets.UTF_8);
    }

    @Nullable
    String text(String name) {
        return texts.get(name);
    }
}
