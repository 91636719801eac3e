package dev.keypool.providers;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From a provider's answer to its failure class. Immutable; pure in {@code now}. */
public final class Classifier {
    /**
     * Understands an answer that is a failure by its status.
     *
     * @param header response header by name, null when absent
     * @param body at most the first 64 KiB
     */
    public Failure classify(
            Provider provider, int status, Function<String, @Nullable String> header, byte[] body, Instant now) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** A 2xx body (or first stream event) that is an error all the same: OpenRouter, Cloudflare, Gemini and the like. */
    public Optional<Failure> hidden(Provider provider, byte[] body, Instant now) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }
}
