package dev.keypool.routing;

import dev.keypool.providers.Catalogue;
import dev.keypool.providers.Provider;
import dev.keypool.values.BrandId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * From the {@code model} of a request to its targets: an alias first, then {@code provider/model}, then a bare id; and of
 * those what the brand may use. Thread-safe and quick: reads snapshots.
 */
public final class Routes {
    private final Set<String> providers;
    private final Set<String> relayed;
    private final AliasBook aliases;
    private final ModelPolicies policies;

    /**
     * @param providers all names of the catalogue: what stands before the first {@code /} pins a provider only if it is one
     * @param relayed those of them that take chats, in whatever dialect
     */
    public Routes(Set<String> providers, Set<String> relayed, AliasBook aliases, ModelPolicies policies) {
        this.providers = Set.copyOf(providers);
        this.relayed = Set.copyOf(relayed);
        this.aliases = aliases;
        this.policies = policies;
    }

    /** Routes over a catalogue; a retired provider takes nothing. */
    public static Routes over(Catalogue catalogue, AliasBook aliases) {
        var all = new HashSet<String>();
        var relayed = new HashSet<String>();
        for (Provider provider : catalogue.all()) {
            all.add(provider.name());
            if (provider.chats()) relayed.add(provider.name());
        }
        return new Routes(all, relayed, aliases, new ModelPolicies(all));
    }

    public AliasBook aliases() {
        return aliases;
    }

    public ModelPolicies policies() {
        return policies;
    }

    /** What that name is an alias for to that brand; null when it is none. */
    public @Nullable Alias alias(BrandId brand, String model) {
        return aliases.find(brand, model.strip());
    }

    /**
     * Understands a model's name for a brand, and leaves away what the brand may not use.
     *
     * @param model as the caller sent it
     * @param providersOfBrand providers for which the brand has a key, in selection order
     * @param knownModels model ids that a provider is known to list; empty when nothing is known of it
     */
    public Route resolve(
            BrandId brand, String model, List<String> providersOfBrand, Function<String, Set<String>> knownModels) {
        String asked = model.strip();
        ModelPatterns policy = policies.of(brand);
        Alias alias = aliases.find(brand, asked);
        if (alias != null) return chain(alias, policy, providersOfBrand);
        return allowed(asked, resolve(asked, providersOfBrand, knownModels), policy);
    }

    /** What a request for that alias would come to, whether it is kept or only thought of. */
    public Route resolve(BrandId brand, Alias alias, List<String> providersOfBrand) {
        return chain(alias, policies.of(brand), providersOfBrand);
    }

    /** The one target that is meant, if the brand may use it: a call of a provider's own API, say, whose path is its model. */
    public Route reach(BrandId brand, Target target) {
        return allowed(target.name(), new Route.Resolved(List.of(target)), policies.of(brand));
    }

    /** The alias's targets for which the brand has a key; all that could take a request when it has none for any. */
    private Route chain(Alias alias, ModelPatterns policy, List<String> providersOfBrand) {
        List<Target> able = new ArrayList<>();
        List<Target> keyed = new ArrayList<>();
        boolean refused = false;
        for (Target target : alias.targets()) {
            if (!relayed.contains(target.provider())) continue;
            if (!policy.allows(alias.name(), target)) {
                refused = true;
                continue;
            }
            able.add(target);
            if (providersOfBrand.contains(target.provider())) keyed.add(target);
        }
        if (!able.isEmpty())
            return new Route.Resolved(
                    keyed.isEmpty() ? able : keyed, alias.targets().getFirst());
        if (refused) return notAllowed(alias.name());
        return new Route.Unknown("All models of the alias '" + alias.name()
                + "' are at providers that take no chat requests here. Choose another, or change the alias.");
    }

    private static Route allowed(String asked, Route route, ModelPatterns policy) {
        if (policy.isAll() || !(route instanceof Route.Resolved resolved)) return route;
        List<Target> left = resolved.targets().stream()
                .filter(target -> policy.allows(asked, target))
                .toList();
        return left.isEmpty() && !resolved.targets().isEmpty() ? notAllowed(asked) : new Route.Resolved(left);
    }

    private static Route notAllowed(String asked) {
        return new Route.NotAllowed(
                "'" + asked
                        + "' is not among the models that this brand allows. Ask for one of those, or change the brand's model policy.");
    }

    /** Understands a name that is no alias. */
    Route resolve(String model, List<String> providersOfBrand, Function<String, Set<String>> knownModels) {
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
    private Route bare(String model, List<String> able, Function<String, Set<String>> knownModels) {
        List<Target> listed = listing(model, able, knownModels);
        if (listed.isEmpty() && aliases.isFamily(model))
            return new Route.Unknown("There is no alias '" + model + "', and none of your providers lists such a model."
                    + " GET /v1/aliases lists the aliases.");
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
