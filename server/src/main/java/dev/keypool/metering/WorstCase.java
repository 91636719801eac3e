package dev.keypool.metering;

import dev.keypool.values.Money;
import org.jspecify.annotations.Nullable;

/** The most that a request may cost, found before it is sent. */
public sealed interface WorstCase {
    /** Never less than what it will cost at that price. */
    record Known(Money most) implements WorstCase {}

    /** It has no bound that anybody knows. */
    record Unknown(Why why) implements WorstCase {}

    /** What is lacking for a bound. */
    enum Why {
        /** The model has no known price per token. */
        PRICE,
        /** Neither the request nor the catalogue says how long the answer may be. */
        LENGTH,
        /** The request asks for more than text: its price is not a matter of tokens, or its tokens not a matter of its bytes. */
        CONTENT
    }

    /**
     * What a request says of its own size.
     *
     * @param bytes of its whole body: a BPE token has at least one, and the prompt is a part of it
     * @param maxTokens the larger of the lengths that it allows for one answer, null when it allows any
     * @param answers how many it asks for, at least 1
     * @param tools whether it offers tools
     * @param beyond the first field that asks for more than text, null when none does
     * @param pictures how many are asked for
     * @param characters how many are to be spoken
     */
    record Size(
            long bytes,
            @Nullable Long maxTokens,
            int answers,
            boolean tools,
            @Nullable String beyond,
            long pictures,
            long characters) {
        public Size {
            if (bytes < 0 || answers < 1 || (maxTokens != null && maxTokens < 0))
                throw new IllegalArgumentException(
                        "A request has bytes, asks for answers and allows lengths above zero");
        }

        /** Of a request for text. */
        public Size(long bytes, @Nullable Long maxTokens, int answers, boolean tools, @Nullable String beyond) {
            this(bytes, maxTokens, answers, tools, beyond, 0, 0);
        }

        /** The same with that member named as what asks for more than its tokens. */
        public Size with(String member) {
            return new Size(bytes, maxTokens, answers, tools, member, pictures, characters);
        }

        /** Of a request for that many pictures. */
        public static Size pictures(long bytes, long pictures) {
            return new Size(bytes, null, 1, false, "prompt", pictures, 0);
        }

        /** Of a request to speak that many characters. */
        public static Size characters(long bytes, long characters) {
            return new Size(bytes, null, 1, false, "input", 0, characters);
        }
    }

    /** Tokens that a provider's chat template may put around the caller's: system preambles of some hundred are known. */
    long TEMPLATE_TOKENS = 256;

    /** What a provider adds once when tools are offered: Anthropic documents up to 530 tokens, depending on the model. */
    long TOOL_TOKENS = 1_024;

    /** The most that a request of that size may cost at that price. */
    static WorstCase of(@Nullable Price price, Size size) {
        if (price == null) return new Unknown(Why.PRICE);
        if (!price.byTokens()) return ofUnits(price, size);
        if (size.beyond() != null) return new Unknown(Why.CONTENT);
        Long length = length(price, size);
        if (length == null) return new Unknown(Why.LENGTH);
        try {
            long prompt = size.bytes() + TEMPLATE_TOKENS + (size.tools() ? TOOL_TOKENS : 0);
            return new Known(price.worstCase(prompt, Math.multiplyExact(length, (long) size.answers())));
        } catch (ArithmeticException beyondAllAmounts) {
            return new Known(new Money(Long.MAX_VALUE));
        }
    }

    /** Pictures and spoken characters cost what was asked for, no more. */
    private static WorstCase ofUnits(Price price, Size size) {
        try {
            Money most = price.ofUnits(size.pictures(), size.characters());
            return most == null ? new Unknown(Why.PRICE) : new Known(most);
        } catch (ArithmeticException beyondAllAmounts) {
            return new Known(new Money(Long.MAX_VALUE));
        }
    }

    /** Of one answer. Where answers cost nothing, any length is as good as another. */
    private static @Nullable Long length(Price price, Size size) {
        if (price.output() == 0 && (price.reasoning() == null || price.reasoning() == 0)) return 0L;
        return size.maxTokens() == null ? price.maxOutput() : size.maxTokens();
    }
}
