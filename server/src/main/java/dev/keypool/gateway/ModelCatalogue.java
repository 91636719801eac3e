package dev.keypool.gateway;

import dev.keypool.ledger.ServedUse;
import dev.keypool.metering.Quote;
import dev.keypool.providers.ModelTraits;
import dev.keypool.providers.Provider;
import dev.keypool.routing.Alias;
import dev.keypool.routing.ModelPatterns;
import dev.keypool.routing.Target;
import dev.keypool.values.BrandId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All models that anything is known of: those of the price files, and those that the providers of a brand list. Thread-safe.
 * Takes a millisecond or two, so it is not for event loops.
 */
final class ModelCatalogue {
    /** Google's list names its models so; the price files and its callers do not. */
    private static final String PREFIX = "models/";

    private final GatewayParts parts;
    private final ModelTraits traits = ModelTraits.load();
    private final List<ModelItem> nobodys;

    ModelCatalogue(GatewayParts parts) {
        this.parts = parts;
        Map<Target, List<String>> aliases = leading(parts.routes().aliases().shipped());
        List<ModelItem> items = new ArrayList<>();
        for (Quote quote : parts.prices().listed()) {
            var target = new Target(quote.provider(), quote.model());
            items.add(item(target, null, quote, null, aliases.getOrDefault(target, List.of()), 0));
        }
        nobodys = List.copyOf(items);
    }

    /** All words that a capability may be. */
    List<String> capabilities() {
        return traits.words();
    }

    /** What is known without a brand: the price files. */
    List<ModelItem> nobodys() {
        return nobodys;
    }

    /**
     * What is known for a brand, and what it may use of that.
     *
     * @param listings what its providers list
     * @param used how often each model was sent for
     */
    List<ModelItem> of(BrandId brand, List<Listing> listings, List<ServedUse> used) {
        Map<Target, Listing.Model> live = new LinkedHashMap<>();
        Map<Target, Quote> quotes = quotes(brand);
        for (Listing listing : listings)
            for (Listing.Model model : listing.models())
                live.putIfAbsent(target(listing.provider(), model.id(), quotes), model);
        Set<Target> all = new LinkedHashSet<>(live.keySet());
        all.addAll(quotes.keySet());
        Map<Target, List<String>> aliases = leading(parts.routes().aliases().all(brand));
        Map<Target, Long> requests = requests(brand, used, all);
        List<String> providers = parts.pool().providers(brand);
        ModelPatterns policy = parts.routes().policies().of(brand);
        List<ModelItem> items = new ArrayList<>(all.size());
        for (Target target : all) {
            if (!policy.allows(target.name(), target)) continue;
            Quote quote = Optional.ofNullable(quotes.get(target))
                    .or(() -> parts.prices().quote(brand, target.provider(), target.model()))
                    .orElse(null);
            items.add(item(
                    target,
                    live.get(target),
                    quote,
                    providers.contains(target.provider()),
                    aliases.getOrDefault(target, List.of()),
                    requests.getOrDefault(target, 0L)));
        }
        return items;
    }

    private Map<Target, Quote> quotes(BrandId brand) {
        Map<Target, Quote> quotes = new LinkedHashMap<>();
        for (Quote quote : parts.prices().quotes(brand)) quotes.put(new Target(quote.provider(), quote.model()), quote);
        return quotes;
    }

    private static Target target(String provider, String listed, Map<Target, Quote> quotes) {
        if (listed.length() > PREFIX.length() && listed.startsWith(PREFIX)) {
            var plain = new Target(provider, listed.substring(PREFIX.length()));
            if (quotes.containsKey(plain)) return plain;
        }
        return new Target(provider, listed);
    }

    /** A provider often names the model that served more exactly than the one that was asked for. */
    private Map<Target, Long> requests(BrandId brand, List<ServedUse> used, Set<Target> known) {
        Map<Target, Long> requests = new HashMap<>();
        for (ServedUse use : used) {
            if (use.model().isBlank()) continue;
            var served = new Target(use.provider(), use.model());
            Target meant = known.contains(served)
                    ? served
                    : parts.prices()
                            .quote(brand, use.provider(), use.model())
                            .map(quote -> new Target(quote.provider(), quote.model()))
                            .orElse(served);
            requests.merge(meant, use.requests(), Long::sum);
        }
        return requests;
    }

    private static Map<Target, List<String>> leading(List<Alias> aliases) {
        Map<Target, List<String>> names = new HashMap<>();
        for (Alias alias : aliases)
            for (Target target : alias.targets())
                names.computeIfAbsent(target, _ -> new ArrayList<>()).add(alias.name());
        return names;
    }

    private ModelItem item(
            Target target,
            Listing.@Nullable Model live,
            @Nullable Quote quote,
            @Nullable Boolean configured,
            List<String> aliases,
            long requests) {
        Long context = live == null ? null : live.context();
        Long maxOutput = live == null ? null : live.maxOutput();
        return new ModelItem(
                target,
                displayName(target, live),
                live,
                capabilities(target, live),
                quote == null ? null : quote.price(),
                context != null || quote == null ? context : quote.context(),
                maxOutput != null || quote == null ? maxOutput : quote.price().maxOutput(),
                configured,
                aliases,
                requests);
    }

    private String displayName(Target target, Listing.@Nullable Model live) {
        String theirs = live == null ? null : live.displayName();
        if (theirs != null) return theirs;
        String provider =
                parts.catalogue().find(target.provider()).map(Provider::label).orElse(target.provider());
        return provider + ": " + target.model();
    }

    private List<String> capabilities(Target target, Listing.@Nullable Model live) {
        List<String> named = traits.of(target.model());
        if (live == null || live.capabilities().isEmpty() || !named.contains(ModelTraits.CHAT)) return named;
        return traits.words().stream()
                .filter(word -> named.contains(word) || live.capabilities().contains(word))
                .toList();
    }
}
