package dev.keypool.metering;

import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs at a provider, in nano-dollars per million units. Immutable. Null: that kind is not priced apart.
 *
 * @param input prompt tokens
 * @param output completion tokens
 * @param cachedInput prompt tokens read from the provider's cache; null = as {@code input}
 * @param cacheWrite prompt tokens written to the provider's cache
 * @param reasoning reasoning tokens; null = as {@code output}
 * @param images images
 * @param characters characters, for speech
 * @param maxOutput most completion tokens of one answer, null when unknown
 */
public record Price(
        long input,
        long output,
        @Nullable Long cachedInput,
        @Nullable Long cacheWrite,
        @Nullable Long reasoning,
        @Nullable Long images,
        @Nullable Long characters,
        @Nullable Long maxOutput) {
    private static final long MILLION = 1_000_000;

    /** What that usage costs: multiplied exactly, added up, rounded up once. */
    public Money cost(TokenUsage usage) {
        long fresh = usage.input() - usage.cached();
        long plain = usage.output() - usage.reasoning();
        long total = Math.multiplyExact(fresh, input);
        total = Math.addExact(total, Math.multiplyExact(usage.cached(), cachedInput == null ? input : cachedInput));
        total = Math.addExact(total, Math.multiplyExact(plain, output));
        total = Math.addExact(total, Math.multiplyExact(usage.reasoning(), reasoning == null ? output : reasoning));
        return new Money(Math.ceilDiv(total, MILLION));
    }

    /** The most that a request may cost: no cache helps it, and it says all it may. */
    public Money worstCase(long promptTokens, long outputTokens) {
        long in = Math.max(input, cacheWrite == null ? 0 : cacheWrite);
        long out = Math.max(output, reasoning == null ? 0 : reasoning);
        long total = Math.addExact(Math.multiplyExact(promptTokens, in), Math.multiplyExact(outputTokens, out));
        return new Money(Math.ceilDiv(total, MILLION));
    }
}
