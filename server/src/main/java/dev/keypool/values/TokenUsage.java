package dev.keypool.values;

/**
 * Tokens of one attempt as the provider reported them.
 *
 * @param input all prompt tokens, cached ones included
 * @param output all completion tokens, reasoning included
 * @param cached those of {@code input} read from the provider's cache
 * @param reasoning those of {@code output} spent on reasoning
 */
public record TokenUsage(long input, long output, long cached, long reasoning) {
    public static final TokenUsage NONE = new TokenUsage(0, 0, 0, 0);
}
