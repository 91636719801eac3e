package dev.keypool.integrations;

import dev.keypool.metering.Price;
import dev.keypool.metering.Quote;
import dev.keypool.values.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One price as {@code /api/v1/prices} shows it, in dollars. Immutable. */
record PriceView(
        String providerName,
        String model,
        List<String> aliases,
        @Nullable Money inputPerMillion,
        @Nullable Money outputPerMillion,
        @Nullable Money cachedInputPerMillion,
        @Nullable Money cacheWritePerMillion,
        @Nullable Money reasoningPerMillion,
        @Nullable Money perImage,
        @Nullable Money perMillionCharacters,
        @Nullable LongPrompt longPrompt,
        @Nullable Long contextTokens,
        @Nullable Long maxOutputTokens,
        Quote.Origin source,
        @Nullable String listedIn,
        String date) {
    private static final long MILLION = 1_000_000;

    /** What holds for all tokens of a request whose prompt has more than so many. */
    record LongPrompt(
            long aboveTokens,
            Money inputPerMillion,
            Money outputPerMillion,
            @Nullable Money cachedInputPerMillion,
            @Nullable Money cacheWritePerMillion) {}

    static PriceView of(Quote quote) {
        Price price = quote.price();
        boolean tokens = price.byTokens();
        Long images = price.images();
        return new PriceView(
                quote.provider(),
                quote.model(),
                quote.aliases(),
                tokens ? new Money(price.input()) : null,
                tokens ? new Money(price.output()) : null,
                money(price.cachedInput()),
                money(price.cacheWrite()),
                money(price.reasoning()),
                images == null ? null : new Money(Math.ceilDiv(images, MILLION)),
                money(price.characters()),
                longPrompt(price.above()),
                quote.context(),
                price.maxOutput(),
                quote.origin(),
                quote.listedIn(),
                quote.date().toString());
    }

    private static @Nullable LongPrompt longPrompt(Price.@Nullable Above above) {
        if (above == null) return null;
        Price price = above.price();
        return new LongPrompt(
                above.promptTokens(),
                new Money(price.input()),
                new Money(price.output()),
                money(price.cachedInput()),
                money(price.cacheWrite()));
    }

    private static @Nullable Money money(@Nullable Long nanos) {
        return nanos == null ? null : new Money(nanos);
    }
}
