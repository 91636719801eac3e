package dev.keypool.routing;

import dev.keypool.providers.Catalogue;
import dev.keypool.providers.Provider;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * From the {@code model} of a request to its targets: a name of ours first (an alias, once there are any), then
 * {@code provider/model}, then a bare id. Immutable.
 */
public final class Routes {
    private final Set<String> providers;
    private final Set<String> relayed;

    /**
     * @param providers all names of the catalogue: what stands before the first {@code /} pins a provider only if it is one
     * @param relayed those of them that take chats, in whatever dialect
     */
    public Routes(Set<String> providers, Set<String> relayed) {
        this.providers = Set.copyOf(providers);
        this.relayed = Set.copyOf(relayed);
    }

    /** Routes over a catalogue; a retired provider takes nothing. */
    public static Routes over(Catalogue catalogue) {
        var all = new HashSet<String>();
        var relayed = new HashSet<String>();
        for (Provider provider : catalogue.all()) {
            all.add(provider.name());
            if (provider.chats()) relayed.add(provider.name());
        }
        return new Routes(all, relayed);
    }

    /**
     * Understands a model's name. Pure and quick.
     *
     * @param model as the caller sent it
     * @param providersOfBrand providers for which the brand has a key, in selection order
     * @param knownModels model ids that a provider is known to list; empty when nothing is known of it
     */
    public Route resolve(String model, List<String> providersOfBrand, Function<String, Set<String>> knownModels) {
        String asked = model.strip();
        if (asked.isEmpty())
            return new Route.Unknown("The model is empty: name one, such as openrouter/openai/gpt-4o-mini.");
        Route plain = plainlyPinned(asked, providersOfBrand);
        if (plain != null) return plain;
        List<String> able =
                providersOfBrand.stream().distinct().filter(relayed::contains).toList();
        return pinned(asked, able, knownModels).orElseGet(() -> bare(asked, able, knownModels));
    }

    /** The usual case, told at once: a provider in front for which the brand has a key. */
    private @Nullable Route plainlyPinned(String model, List<String> providersOfBrand) {
        int slash = model.indexOf('/');
        if (slash < 0) return null;
        String provider = model.substring(0, slash);
        String rest = model.substring(slash + 1);
        if (!relayed.contains(provider) || rest.isBlank() || !providersOfBrand.contains(provider)) return null;
        return only(provider, rest);
    }

    /** A provider's name in front wins, unless the brand has no key for it and somebody else lists the whole id. */
    private Optional<Route> pinned(String model, List<String> able, Function<String, Set<String>> knownModels) {
        int slash = model.indexOf('/');
        String provider = slash < 0 ? "" : model.substring(0, slash);
        if (!providers.contains(provider)) return Optional.empty();
        String rest = model.substring(slash + 1);
        List<Target> listed = listing(model, able, knownModels);
        if (!listed.isEmpty()) return Optional.of(new Route.Resolved(listed));
        if (rest.isBlank())
            return Optional.of(new Route.Unknown("'" + model + "' names the provider " + provider
                    + " but no model: write " + provider + "/<model>."));
        if (!relayed.contains(provider))
            return Optional.of(new Route.Unknown("'" + model + "' is pinned to the provider " + provider
                    + ", which takes no chat requests here. Choose a model of another provider."));
        return Optional.of(only(provider, rest));
    }

    /** Whoever lists the id; where nobody does, everybody, since lists are never complete. */
    private static Route bare(String model, List<String> able, Function<String, Set<String>> knownModels) {
        List<Target> listed = listing(model, able, knownModels);
        return new Route.Resolved(
                listed.isEmpty() ? able.stream().map(p -> new Target(p, model)).toList() : listed);
    }

    private static List<Target> listing(String model, List<String> able, Function<String, Set<String>> knownModels) {
        return able.stream()
                .filter(p -> knownModels.apply(p).contains(model))
                .map(p -> new Target(p, model))
                .toList();
    }

    private static Route only(String provider, String model) {
        return new Route.Resolved(List.of(new Target(provider, model)));
    }
}
