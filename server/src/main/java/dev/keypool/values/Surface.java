package dev.keypool.values;

import java.util.Locale;
import java.util.Optional;

/**
 * A kind of call, as a caller makes it and a provider takes it; the ledger names each attempt's. The wire names are those of
 * the catalogue's {@code paths}, of traces and of the ledger.
 */
public enum Surface {
    /** OpenAI chat completions. */
    CHAT,
    /** OpenAI Responses. */
    RESPONSES,
    /** Anthropic Messages. */
    MESSAGES,
    /** How many tokens a Messages request has. */
    COUNT_TOKENS,
    /** OpenAI's completions of old: a prompt without roles. */
    COMPLETIONS,
    EMBEDDINGS,
    RERANK,
    MODERATIONS,
    /** Pictures from words. */
    IMAGES,
    SPEECH,
    TRANSCRIPTIONS,
    /** Bedrock's chat. Some providers speak it, no caller does. */
    CONVERSE,
    /** Any call of a provider's own, made with a pooled key. */
    PROXY;

    private final String wire = name().toLowerCase(Locale.ROOT);

    public String wire() {
        return wire;
    }

    /** The surface of that wire name. */
    public static Optional<Surface> of(String wire) {
        for (Surface surface : values()) if (surface.wire.equals(wire)) return Optional.of(surface);
        return Optional.empty();
    }
}
