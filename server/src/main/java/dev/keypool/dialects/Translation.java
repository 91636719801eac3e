package dev.keypool.dialects;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a client's request. */
public sealed interface Translation {
    /**
     * It can be sent.
     *
     * @param body for the provider, JSON as UTF-8
     * @param stream whether the client asked for a stream
     * @param dropped what had to be left out, by the names of {@code docs/dialects.md}
     * @param asked to be handed back with the answer
     */
    @SuppressWarnings("ArrayRecordComponent") // A body on its way, never compared.
    record Ready(byte[] body, boolean stream, List<String> dropped, Asked asked) implements Translation {}

    /**
     * It cannot be said in the provider's dialect: the caller's mistake, status 400.
     *
     * @param param the member at fault as the client wrote it, null when it is the whole body
     * @param sentence what was sent, what was expected, what to do; may be shown
     */
    record Refused(@Nullable String param, String sentence) implements Translation {}
}
