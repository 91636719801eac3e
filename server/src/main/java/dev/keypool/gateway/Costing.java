package dev.keypool.gateway;

import dev.keypool.metering.Price;
import dev.keypool.metering.WorstCase;
import dev.keypool.values.Money;
import dev.keypool.values.Surface;
import dev.keypool.values.TokenUsage;
import org.jspecify.annotations.Nullable;

/** What an attempt cost: the provider's own word, else the price of the tokens that it reported. */
final class Costing {
    private Costing() {}

    /** The most that a request may cost at that price. */
    static WorstCase worst(@Nullable Price price, Ask ask) {
        return free(ask) ? new WorstCase.Known(Money.ZERO) : WorstCase.of(price, ask.size());
    }

    /** Nobody bills for counting what would be billed. */
    private static boolean free(Ask ask) {
        return ask.surface() == Surface.COUNT_TOKENS;
    }

    /** In dollars; null when nobody knows, which is not the same as nothing. */
    static @Nullable Money of(Case chat, Attempt attempt, Tally tally) {
        Money told = tally.cost();
        if (told != null) return told;
        if (free(chat.ask())) return Money.ZERO;
        return chat.parts()
                .prices()
                .find(
                        chat.caller().brand(),
                        attempt.target().provider(),
                        attempt.target().model(),
                        tally.model())
                .map(price -> exact(price, tally, chat.ask()))
                .orElse(null);
    }

    private static int pictures(Tally tally, Ask ask) {
        return ask.surface() == Surface.IMAGES ? tally.pictures() : 0;
    }

    private static @Nullable Money exact(Price price, Tally tally, Ask ask) {
        if (price.isFree()) return Money.ZERO;
        TokenUsage usage = tally.usage();
        try {
            if (!price.byTokens())
                return price.ofUnits(
                        pictures(tally, ask), tally.hasBegun() ? ask.size().characters() : 0);
            return usage == null ? null : price.cost(usage);
        } catch (ArithmeticException absurd) {
            return null;
        }
    }
}
