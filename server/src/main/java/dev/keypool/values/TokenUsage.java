package dev.keypool.values;

/**
 * Tokens of one attempt as the provider reported them.
 *
 * @param input all prompt tokens, cached ones included
 * @param output all completion tokens, reasoning included
 * @param cached those of {@code input} read from the provider's cache
 * @param reasoning those of {@code output} spent on reasoning
 * @param cacheWritten those of {@code input} written to the provider's cache, where it bills them apart
 */
public record TokenUsage(long input, long output, long cached, long reasoning, long cacheWritten) {
    public static final TokenUsage NONE = new TokenUsage(0, 0, 0, 0);

    public TokenUsage(long input, long output, long cached, long reasoning) {
        this(input, output, cached, reasoning, 0);
    }
}
