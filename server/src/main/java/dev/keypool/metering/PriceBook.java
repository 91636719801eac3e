package dev.keypool.metering;

import dev.keypool.metering.Quote.Origin;
import dev.keypool.providers.PriceList;
import dev.keypool.values.BrandId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Prices of the catalogue, and each brand's own over them. Thread-safe; a look-up is a few hash probes and takes no lock.
 * A brand's price for a model holds for the model's aliases too, unless it has one for the alias itself.
 */
public final class PriceBook {
    private final Map<String, Shelf> shelves = new LinkedHashMap<>();
    private final OwnPrices own = new OwnPrices();

    private PriceBook(List<PriceList> lists) {
        for (PriceList list : lists) shelves.put(list.provider(), Shelf.of(list));
    }

    /** A book of these lists, without any brand's own prices yet. */
    public static PriceBook of(List<PriceList> lists) {
        return new PriceBook(lists);
    }

    /** The price of a model at a provider, the brand's own first; empty when nobody knows it. */
    public Optional<Price> find(BrandId brand, String provider, String model) {
        return find(brand, provider, model, null);
    }

    /**
     * The price of what was served. The brand's own word on either name comes first, then what the catalogue says of the
     * model that served (a router's pick, a dated snapshot), then of the one that was asked for.
     *
     * @param served as the provider named it; null when it did not
     */
    public Optional<Price> find(BrandId brand, String provider, String asked, @Nullable String served) {
        Quote ofAsked = listed(provider, asked);
        Quote ofServed = served == null ? null : listed(provider, served);
        BrandPrice ours = ours(brand, provider, asked, ofAsked);
        if (ours == null && served != null) ours = ours(brand, provider, served, ofServed);
        if (ours != null) return Optional.of(ours.price());
        return Optional.ofNullable(ofServed == null ? ofAsked : ofServed).map(Quote::price);
    }

    /** The price of a model at a provider and where it comes from; empty when nobody knows it. */
    public Optional<Quote> quote(BrandId brand, String provider, String model) {
        Quote listed = listed(provider, model);
        BrandPrice ours = ours(brand, provider, model, listed);
        return Optional.ofNullable(ours == null ? listed : quote(ours));
    }

    /** All prices of the catalogue, provider by provider in the order of their files. */
    public List<Quote> listed() {
        return shelves.values().stream()
                .flatMap(shelf -> shelf.quotes().stream())
                .toList();
    }

    /** All prices of a brand, its own in the place of the catalogue's or behind them. */
    public List<Quote> quotes(BrandId brand) {
        Map<List<String>, Quote> all = new LinkedHashMap<>();
        for (Shelf shelf : shelves.values()) for (Quote quote : shelf.quotes()) all.put(key(quote), quote);
        List<BrandPrice> ours = new ArrayList<>(own.all(brand));
        ours.sort(Comparator.comparing(BrandPrice::provider).thenComparing(BrandPrice::model));
        for (BrandPrice price : ours) all.put(List.of(price.provider(), price.model()), quote(price));
        return List.copyOf(all.values());
    }

    /** The brand's own price under exactly that name. */
    public Optional<BrandPrice> own(BrandId brand, String provider, String model) {
        return Optional.ofNullable(own.find(brand, provider, model));
    }

    /**
     * Sets the brand's own price of a model; the next look-up finds it. How much a model says at most is a fact of the
     * model: where the brand sets none, the catalogue's holds.
     */
    public void put(BrandPrice price) {
        Quote listed = listed(price.provider(), price.model());
        own.put(
                price.price().maxOutput() != null || listed == null
                        ? price
                        : with(price, listed.price().maxOutput()));
    }

    private static BrandPrice with(BrandPrice own, @Nullable Long maxOutput) {
        Price price = own.price();
        var whole = new Price(
                price.input(),
                price.output(),
                price.cachedInput(),
                price.cacheWrite(),
                price.reasoning(),
                price.images(),
                price.characters(),
                maxOutput);
        return new BrandPrice(own.brand(), own.provider(), own.model(), whole, own.date());
    }

    /** Takes the brand's own price away, if it has one; the catalogue's holds again. */
    public void remove(BrandId brand, String provider, String model) {
        own.remove(brand, provider, model);
    }

    private static List<String> key(Quote quote) {
        return List.of(quote.provider(), quote.model());
    }

    private @Nullable Quote listed(String provider, String model) {
        Shelf shelf = shelves.get(provider);
        return shelf == null ? null : shelf.find(model);
    }

    private @Nullable BrandPrice ours(BrandId brand, String provider, String model, @Nullable Quote listed) {
        BrandPrice exact = own.find(brand, provider, model);
        return exact != null || listed == null ? exact : own.find(brand, provider, listed.model());
    }

    private Quote quote(BrandPrice ours) {
        Quote listed = listed(ours.provider(), ours.model());
        return new Quote(
                ours.provider(),
                ours.model(),
                listed != null && listed.model().equals(ours.model()) ? listed.aliases() : List.of(),
                ours.price(),
                Origin.BRAND,
                null,
                ours.date(),
                listed == null ? null : listed.context());
    }
}
