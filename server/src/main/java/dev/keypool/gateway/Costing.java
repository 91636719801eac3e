package dev.keypool.gateway;

import dev.keypool.metering.Price;
import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import org.jspecify.annotations.Nullable;

/** What an attempt cost: the provider's own word, else the price of the tokens that it reported. */
final class Costing {
    private Costing() {}

    /** In dollars; null when nobody knows, which is not the same as nothing. */
    static @Nullable Money of(Case chat, Attempt attempt, Tally tally) {
        Money told = tally.cost();
        if (told != null) return told;
        TokenUsage usage = tally.usage();
        if (usage == null) return null;
        return chat.parts()
                .prices()
                .find(
                        chat.caller().brand(),
                        attempt.target().provider(),
                        attempt.target().model(),
                        tally.model())
                .map(price -> exact(price, usage))
                .orElse(null);
    }

    private static @Nullable Money exact(Price price, TokenUsage usage) {
        if (!price.byTokens()) return null;
        try {
            return price.cost(usage);
        } catch (ArithmeticException absurd) {
            return null;
        }
    }
}
