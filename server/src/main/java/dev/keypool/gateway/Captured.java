package dev.keypool.gateway;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What was kept of a request, as it is shown. Immutable. */
public record Captured(Part ask, Part answer) {
    /**
     * One of the two.
     *
     * @param text as UTF-8, null when it is none
     * @param base64 what is no text, else null
     * @param bytes of the whole
     * @param truncated whether only its beginning was kept
     */
    public record Part(@Nullable String text, @Nullable String base64, long bytes, boolean truncated) {
        static Part of(byte[] kept, long length) {
            String text = text(kept);
            String base64 = text == null ? Base64.getEncoder().encodeToString(kept) : null;
            return new Part(text, base64, length, length > kept.length);
        }

        /** Null when it is no UTF-8; a last character that was cut in two is left out. */
        private static @Nullable String text(byte[] kept) {
            CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
            CharBuffer out = CharBuffer.allocate(kept.length);
            // Not the end of input: so an unfinished character is no error.
            boolean malformed =
                    decoder.decode(ByteBuffer.wrap(kept), out, false).isError();
            return malformed ? null : out.flip().toString();
        }
    }
}
