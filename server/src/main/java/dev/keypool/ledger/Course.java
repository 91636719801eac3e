package dev.keypool.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a request came to an attempt: what a trace shows beside the books. Immutable.
 *
 * @param surface what was asked for, one of {@link #SURFACES}
 * @param targetModel the model that was asked of the provider, null when unknown
 * @param cacheHit whether the answer came from our own cache
 */
public record Course(String surface, @Nullable String targetModel, boolean cacheHit, Offsets offsets) {
    /** The gateway's endpoints that make attempts. */
    public static final List<String> SURFACES = List.of(
            "chat",
            "responses",
            "messages",
            "count_tokens",
            "completions",
            "embeddings",
            "rerank",
            "moderations",
            "images",
            "speech",
            "transcriptions",
            "proxy");

    /** A chat of which nothing more is known. */
    public static final Course UNKNOWN = new Course("chat", null, false, Offsets.UNKNOWN);

    /**
     * Microseconds from the request's first byte; null where the moment never came or was not noted.
     *
     * @param admittedMicros the caller was known
     * @param readMicros the body had been read
     * @param leasedMicros the key was taken
     * @param connectingMicros its provider was being connected to
     * @param connectedMicros the connection stood
     * @param sentMicros the request left
     */
    public record Offsets(
            @Nullable Long admittedMicros,
            @Nullable Long readMicros,
            @Nullable Long leasedMicros,
            @Nullable Long connectingMicros,
            @Nullable Long connectedMicros,
            @Nullable Long sentMicros) {
        public static final Offsets UNKNOWN = new Offsets(null, null, null, null, null, null);
    }
}
