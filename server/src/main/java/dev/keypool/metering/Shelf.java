package dev.keypool.metering;

import dev.keypool.metering.Quote.Origin;
import dev.keypool.providers.PriceList;
import dev.keypool.providers.PriceRow;
import dev.keypool.providers.PriceRow.Rates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The catalogue's prices of one provider, in the order of its file, and by every name. Immutable. */
final class Shelf {
    private final PriceList list;
    private final List<Quote> quotes;
    private final Map<String, Quote> byName;

    private Shelf(PriceList list, List<Quote> quotes, Map<String, Quote> byName) {
        this.list = list;
        this.quotes = quotes;
        this.byName = byName;
    }

    static Shelf of(PriceList list) {
        List<Quote> quotes = new ArrayList<>();
        Map<String, Quote> byName = new HashMap<>();
        for (PriceRow row : list.rows()) {
            Quote quote = quote(list.provider(), row);
            quotes.add(quote);
            byName.put(row.model(), quote);
            for (String alias : row.aliases()) byName.put(alias, quote);
        }
        return new Shelf(list, List.copyOf(quotes), Map.copyOf(byName));
    }

    List<Quote> quotes() {
        return quotes;
    }

    @Nullable
    Quote find(String model) {
        Quote named = byName.get(model);
        if (named != null) return named;
        String free = list.freeSuffix();
        return free != null && model.endsWith(free) ? free(model) : null;
    }

    /** Such models come and go: they are known by the ending that the provider gives them. */
    private Quote free(String model) {
        return new Quote(
                list.provider(), model, List.of(), Price.FREE, Origin.CATALOGUE, list.source(), list.date(), null);
    }

    private static Quote quote(String provider, PriceRow row) {
        return new Quote(
                provider,
                row.model(),
                row.aliases(),
                price(row.rates(), row.maxOutput(), above(row)),
                Origin.CATALOGUE,
                row.source(),
                row.date(),
                row.context());
    }

    private static Price.@Nullable Above above(PriceRow row) {
        PriceRow.Above above = row.above();
        if (above == null) return null;
        return new Price.Above(above.promptTokens(), price(above.rates(), row.maxOutput(), null));
    }

    private static Price price(Rates rates, @Nullable Long maxOutput, Price.@Nullable Above above) {
        return new Price(
                rates.input(),
                rates.output(),
                rates.cachedInput(),
                rates.cacheWrite(),
                rates.reasoning(),
                rates.images(),
                rates.characters(),
                maxOutput,
                above);
    }
}
