package dev.keypool.gateway;

import dev.keypool.routing.Route;
import dev.keypool.routing.Routes;
import dev.keypool.routing.Target;
import dev.keypool.values.BrandId;
import dev.keypool.values.Surface;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** Where a request goes, in order: its model's targets, then its fallback models', as its options steer. Thread-safe. */
final class Targets {
    private final GatewayParts parts;
    private final Routes routes;
    private final ModelDirectory directory;

    Targets(GatewayParts parts, ModelDirectory directory) {
        this.parts = parts;
        this.routes = parts.routes();
        this.directory = directory;
    }

    /**
     * The targets, maybe none, and which of them would serve if nothing stood in its way. A {@link GatewayError.Raised} of 404
     * when the name means nothing, of 403 when the caller may use nothing that it means.
     *
     * @param rule what this caller may use; judges each name by itself
     */
    Future<Route.Resolved> of(Loop loop, BrandId brand, Ask body, Rule rule) {
        if (body instanceof FlowAsk flow && flow.surface() == Surface.PROXY)
            return Future.succeededFuture(proxied(brand, flow, rule));
        reroutes(brand, body);
        Route.Resolved now = resolve(brand, body, rule);
        if (!isBare(now.targets(), brand, body.model()) || directory.atHand(loop, brand))
            return Future.succeededFuture(now);
        // A name that several providers might serve, asked for the first time: their own lists tell which of them does.
        return directory.load(loop, brand).map(_ -> resolve(brand, body, rule));
    }

    /** What a caller may use, beside what his brand may. */
    @FunctionalInterface
    interface Rule {
        /** Everything. */
        Rule NONE = (_, resolved) -> resolved;

        /**
         * What is left of the targets of one name, or {@link Route.NotAllowed} when nothing is.
         *
         * @param asked the request's model or one of its fallback models, as the caller wrote it
         */
        Route judge(String asked, Route.Resolved resolved);
    }

    /** A brand that allows certain models alone does not let a request name others in a member that goes to the provider as it is. */
    private void reroutes(BrandId brand, Ask body) {
        if (routes.policies().of(brand).isAll()) return;
        String beyond = body.size().beyond();
        if (beyond == null || !Reroutes.NAMES.contains(beyond)) return;
        throw new GatewayError(
                        403,
                        "permission_error",
                        "model_not_allowed",
                        "This brand allows certain models alone, and '" + beyond
                                + "' lets the provider choose others. Leave it out.",
                        beyond,
                        null,
                        null)
                .raised();
    }

    /** Its path is its model here, to the brand's policy and to the caller's rule. */
    private Route.Resolved proxied(BrandId brand, FlowAsk ask, Rule rule) {
        Target target = called(ask);
        Route route = routes.reach(brand, target);
        return orRefuse(route instanceof Route.Resolved resolved ? rule.judge(target.name(), resolved) : route);
    }

    /** A call of a provider's own API names it in its path. What would climb out of that API's own part is not sent. */
    private Target called(FlowAsk ask) {
        int slash = ask.path().indexOf('/');
        String provider = slash < 0 ? ask.path() : ask.path().substring(0, slash);
        if (slash < 0 || slash + 1 == ask.path().length() || climbs(ask.path()))
            throw badPath(
                    "A proxied call names a provider and a path below its API: /proxy/<provider>/<path>, without '..'.");
        if (!isVisible(ask.path())
                || !isVisible(Objects.requireNonNullElse(ask.request().query(), "")))
            throw badPath("A proxied path holds visible ASCII alone. Percent-encode everything else in it.");
        if (parts.catalogue().find(provider).isEmpty())
            throw badPath("There is no provider '" + provider + "'. GET /v1/providers lists them.");
        return new Target(provider, ask.model().substring(slash + 1));
    }

    /** HTTP/2 carries line ends and blanks in a path, which would be the end of a request line to a provider of HTTP/1. */
    private static boolean isVisible(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static boolean climbs(String path) {
        String plain = path.toLowerCase(Locale.ROOT)
                .replace("%2e", ".")
                .replace("%2f", "/")
                .replace("%5c", "/")
                .replace('\\', '/');
        return ("/" + plain + "/").contains("/../") || ("/" + plain + "/").contains("/./");
    }

    private static GatewayError.Raised badPath(String sentence) {
        return GatewayError.of(404, GatewayError.INVALID, "not_found", sentence).raised();
    }

    /** A pinned model lost its provider's name on the way; a bare one goes on as it came. */
    private boolean isBare(List<Target> targets, BrandId brand, String model) {
        return !targets.isEmpty() && targets.getFirst().model().equals(model) && routes.alias(brand, model) == null;
    }

    private Route.Resolved resolve(BrandId brand, Ask body, Rule rule) {
        Options options = body.options();
        Route first = route(brand, body.model(), rule);
        boolean steered = !options.fallbackModels().isEmpty()
                || !options.excluded().isEmpty()
                || !options.preferred().isEmpty();
        if (!steered) return orRefuse(first);
        Set<Target> all = new LinkedHashSet<>();
        add(all, first);
        for (String model : options.fallbackModels()) add(all, route(brand, model, rule));
        if (all.isEmpty()) orRefuse(first);
        return steered(first, new ArrayList<>(all), options, routes.alias(brand, body.model()) != null);
    }

    /** An alias's first choice stays what it is; of any other name it is the first that is left. */
    private static Route.Resolved steered(Route first, List<Target> all, Options options, boolean alias) {
        all.removeIf(target -> options.excluded().contains(target.provider()));
        all.sort(Comparator.comparing(target -> !options.preferred().contains(target.provider())));
        return alias && first instanceof Route.Resolved chain
                ? new Route.Resolved(all, chain.first())
                : new Route.Resolved(all);
    }

    private Route route(BrandId brand, String model, Rule rule) {
        Route route = routes.resolve(
                brand, model, parts.pool().providers(brand), provider -> directory.known(brand, provider));
        return route instanceof Route.Resolved resolved ? rule.judge(model, resolved) : route;
    }

    private static Route.Resolved orRefuse(Route route) {
        return switch (route) {
            case Route.Resolved resolved -> resolved;
            case Route.Unknown unknown -> throw unknown(unknown);
            case Route.NotAllowed refused -> throw notAllowed(refused);
        };
    }

    private static void add(Set<Target> all, Route route) {
        if (route instanceof Route.Resolved resolved) all.addAll(resolved.targets());
    }

    private static GatewayError.Raised notAllowed(Route.NotAllowed refused) {
        return new GatewayError(403, "permission_error", "model_not_allowed", refused.sentence(), "model", null, null)
                .raised();
    }

    private static GatewayError.Raised unknown(Route.Unknown unknown) {
        return new GatewayError(404, GatewayError.INVALID, "model_not_found", unknown.sentence(), "model", null, null)
                .raised();
    }
}
