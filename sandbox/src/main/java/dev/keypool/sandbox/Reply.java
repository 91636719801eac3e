package dev.keypool.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * What a key says. Immutable.
 *
 * @param text content of the answer, 1 to 1,000,000 characters
 * @param completionTokens tokens of {@code text}; null: one per started four characters
 * @param cachedTokens prompt tokens reported (and billed) as read from a cache; never more than the prompt has
 * @param reasoningTokens reasoning tokens, which come on top of those of the text
 */
public record Reply(String text, @Nullable Integer completionTokens, int cachedTokens, int reasoningTokens) {
    /** A short sentence of 44 characters: 11 tokens. */
    public static final Reply USUAL = new Reply("The sandbox has heard you and answers this.", null, 0, 0);

    public Reply {
        Checks.that(
                !text.isEmpty() && text.length() <= 1_000_000,
                "text must have 1 to 1000000 characters; it had " + text.length() + ".");
        Checks.that(
                completionTokens == null || (completionTokens >= 0 && completionTokens <= 10_000_000),
                "completion_tokens must be 0 to 10000000; it was " + completionTokens + ".");
        Checks.that(cachedTokens >= 0, "cached_tokens must be 0 or more; it was " + cachedTokens + ".");
        Checks.that(
                reasoningTokens >= 0 && reasoningTokens <= 10_000_000,
                "reasoning_tokens must be 0 to 10000000; it was " + reasoningTokens + ".");
    }
}
