package dev.keypool.dialects;

import org.jspecify.annotations.Nullable;

/**
 * An error, in OpenAI's words.
 *
 * @param type family, for example {@code rate_limit_error}
 * @param code stable word for programs, null when none
 * @param message a sentence that may be shown, when it is for a client; else the provider's own words
 */
public record Fault(String type, @Nullable String code, String message) {}
