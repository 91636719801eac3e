package dev.keypool.dialects;

import dev.keypool.dialects.Ask.Effort;
import dev.keypool.dialects.Ask.Reasoning;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Words and budgets for how much to think. */
final class Efforts {
    private static final long LITTLE = 4_096;
    private static final long SOME = 16_384;

    private Efforts() {}

    /** @param path where the word stands, for the refusal */
    static Effort of(String word, String path) {
        return switch (word) {
            case "none" -> Effort.NONE;
            case "minimal" -> Effort.MINIMAL;
            case "low" -> Effort.LOW;
            case "medium" -> Effort.MEDIUM;
            case "high" -> Effort.HIGH;
            case "xhigh" -> Effort.XHIGH;
            case "max" -> Effort.MAX;
            default ->
                throw new Untranslatable(
                        path, path + " is \"" + word + "\"; send none, minimal, low, medium, high, xhigh or max.");
        };
    }

    /** The effort that was asked for in words or by a budget; empty when the model decides, or nothing was said. */
    static Optional<Effort> wanted(@Nullable Reasoning reasoning) {
        if (reasoning == null) return Optional.empty();
        if (reasoning.effort() != null && reasoning.effort() != Effort.ADAPTIVE) return Optional.of(reasoning.effort());
        return Optional.ofNullable(reasoning.budgetTokens()).map(Efforts::ofBudget);
    }

    /** What a budget amounts to. */
    static Effort ofBudget(long tokens) {
        if (tokens <= LITTLE) return Effort.LOW;
        return tokens <= SOME ? Effort.MEDIUM : Effort.HIGH;
    }

    /** Tokens that go with an effort, where a provider wants a number. */
    static long budget(Effort effort) {
        return switch (effort) {
            case NONE -> 0;
            case MINIMAL -> 1_024;
            case LOW -> LITTLE;
            case MEDIUM, ADAPTIVE -> 8_192;
            case HIGH, XHIGH, MAX -> SOME;
        };
    }

    /** OpenAI's word. {@code max} is none of its own, and {@code xhigh} one of few models. */
    static String openAi(Effort effort) {
        return effort == Effort.MAX ? "high" : effort.name().toLowerCase(Locale.ROOT);
    }
}
