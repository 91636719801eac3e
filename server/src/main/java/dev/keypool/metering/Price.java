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
 * @param cacheWrite prompt tokens written to the provider's cache; null = as {@code input}
 * @param reasoning reasoning tokens; null = as {@code output}
 * @param images images
 * @param characters characters, for speech
 * @param maxOutput most completion tokens of one answer, null when unknown
 * @param above what holds instead for a long prompt, null when its length changes nothing
 */
public record Price(
        long input,
        long output,
        @Nullable Long cachedInput,
        @Nullable Long cacheWrite,
        @Nullable Long reasoning,
        @Nullable Long images,
        @Nullable Long characters,
        @Nullable Long maxOutput,
        @Nullable Above above) {
    /** What costs nothing, whatever is asked of it. */
    public static final Price FREE = new Price(0, 0, null, null, null, null, null, null);

    private static final long MILLION = 1_000_000;

    /** Of a request whose prompt holds more than so many tokens, all tokens have that price. */
    public record Above(long promptTokens, Price price) {}

    /** A price that the length of the prompt does not change. */
    public Price(
            long input,
            long output,
            @Nullable Long cachedInput,
            @Nullable Long cacheWrite,
            @Nullable Long reasoning,
            @Nullable Long images,
            @Nullable Long characters,
            @Nullable Long maxOutput) {
        this(input, output, cachedInput, cacheWrite, reasoning, images, characters, maxOutput, null);
    }

    /** Whether tokens are what is sold. Else a count of them says nothing about the cost. */
    public boolean byTokens() {
        return images == null && characters == null;
    }

    /** Whether whatever is asked of it costs nothing. */
    public boolean isFree() {
        boolean tokens = input == 0 && output == 0 && nothing(cachedInput) && nothing(cacheWrite) && nothing(reasoning);
        return tokens
                && nothing(images)
                && nothing(characters)
                && (above == null || above.price().isFree());
    }

    private static boolean nothing(@Nullable Long rate) {
        return rate == null || rate == 0;
    }

    /**
     * What that usage costs: multiplied exactly, added up, rounded up once. Some providers count cached or reasoning tokens
     * beside the others instead of among them; those are billed as they are told, and the rest is never below zero.
     *
     * @throws ArithmeticException when no amount can hold it
     */
    public Money cost(TokenUsage usage) {
        Price at = of(usage.input());
        long fresh = Math.max(0, usage.input() - usage.cached() - usage.cacheWritten());
        long plain = Math.max(0, usage.output() - usage.reasoning());
        long total = Math.multiplyExact(fresh, at.input);
        total = Math.addExact(total, Math.multiplyExact(usage.cached(), or(at.cachedInput, at.input)));
        total = Math.addExact(total, Math.multiplyExact(usage.cacheWritten(), or(at.cacheWrite, at.input)));
        total = Math.addExact(total, Math.multiplyExact(plain, at.output));
        total = Math.addExact(total, Math.multiplyExact(usage.reasoning(), or(at.reasoning, at.output)));
        return new Money(Math.ceilDiv(total, MILLION));
    }

    /**
     * The most that a request may cost: no cache helps it, and it says all it may.
     *
     * @throws ArithmeticException when no amount can hold it
     */
    public Money worstCase(long promptTokens, long outputTokens) {
        Price at = of(promptTokens);
        long in = Math.max(at.input, or(at.cacheWrite, 0));
        long out = Math.max(at.output, or(at.reasoning, 0));
        long total = Math.addExact(Math.multiplyExact(promptTokens, in), Math.multiplyExact(outputTokens, out));
        return new Money(Math.ceilDiv(total, MILLION));
    }

    /**
     * What pictures or spoken characters cost.
     *
     * @return null when that is not what this price is for
     * @throws ArithmeticException when no amount can hold it
     */
    public @Nullable Money ofUnits(long pictureCount, long characterCount) {
        if (images != null && pictureCount > 0) return each(images, pictureCount);
        if (characters != null && characterCount > 0) return each(characters, characterCount);
        return null;
    }

    private static Money each(long rate, long count) {
        return new Money(Math.ceilDiv(Math.multiplyExact(rate, count), MILLION));
    }

    private Price of(long promptTokens) {
        return above != null && promptTokens > above.promptTokens() ? above.price() : this;
    }

    private static long or(@Nullable Long rate, long otherwise) {
        return rate == null ? otherwise : rate;
    }
}
