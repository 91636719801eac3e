package dev.keypool.dialects;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a turn or of an answer, in no dialect. Immutable. */
sealed interface Part {
    record Text(String text) implements Part {}

    /** @param detail {@code low}, {@code high}, {@code auto}; null when not said */
    record Image(Source source, @Nullable String detail) implements Part {}

    /** A file to read, most of the time a PDF. */
    record Document(Source source, @Nullable String name) implements Part {}

    /**
     * The model wants a tool called.
     *
     * @param arguments JSON text of an object, as the model wrote it; empty means {}
     */
    record ToolCall(String id, String name, String arguments) implements Part {}

    /**
     * What a tool gave back.
     *
     * @param parts texts, images, documents
     */
    record ToolResult(String callId, List<Part> parts, boolean error) implements Part {
        public ToolResult {
            parts = List.copyOf(parts);
        }
    }

    /**
     * Reasoning that may be shown.
     *
     * @param signature proves to its provider that it is unchanged; always tagged with the dialect it came from
     *     (see {@link Signature}); null when its provider gave none
     */
    record Thinking(String text, @Nullable String signature) implements Part {}

    /**
     * Reasoning that its provider alone can read.
     *
     * @param data tagged like a signature
     */
    record RedactedThinking(String data) implements Part {}

    /** The model's words why it does not answer. */
    record Refusal(String text) implements Part {}

    /**
     * All before it may be cached by the provider.
     *
     * @param ttl {@code 5m}, {@code 1h}; null when not said
     */
    record CachePoint(@Nullable String ttl) implements Part {}

    /** Where the content of an image or file is. */
    sealed interface Source {
        record Url(String url) implements Source {}

        /** @param mediaType for example {@code image/png} */
        record Base64(String mediaType, String data) implements Source {}

        /** A document that is plain text. */
        record Plain(String text) implements Source {}
    }
}
