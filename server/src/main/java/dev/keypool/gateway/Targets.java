package dev.keypool.gateway;

import dev.keypool.routing.Route;
import dev.keypool.routing.Routes;
import dev.keypool.routing.Target;
import dev.keypool.values.BrandId;
import dev.keypool.values.Surface;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Where a request goes, in order: its model's targets, then its fallback models', as its options steer. Thread-safe. */
final class Targets {
    private final GatewayParts parts;
    private final Routes routes;
    private final ModelDirectory directory;

    Targets(GatewayParts parts, ModelDirectory directory) {
        this.parts = parts;
        this.routes = Routes.over(parts.catalogue());
        this.directory = directory;
    }

    /** The targets, maybe none; a {@link GatewayError.Raised} of 404 when the name means nothing. */
    Future<List<Target>> of(Loop loop, BrandId brand, Ask body) {
        if (body instanceof FlowAsk flow && flow.surface() == Surface.PROXY)
            return Future.succeededFuture(List.of(proxied(flow)));
        List<Target> now = resolve(brand, body);
        if (!isBare(now, body.model()) || directory.atHand(loop, brand)) return Future.succeededFuture(now);
        // A name that several providers might serve, asked for the first time: their own lists tell which of them does.
        return directory.load(loop, brand).map(_ -> resolve(brand, body));
    }

    /** A call of a provider's own API names it in its path. What would climb out of that API's own part is not sent. */
    private Target proxied(FlowAsk ask) {
        int slash = ask.path().indexOf('/');
        String provider = slash < 0 ? ask.path() : ask.path().substring(0, slash);
        if (slash < 0 || slash + 1 == ask.path().length() || climbs(ask.path()))
            throw badPath(
                    "A proxied call names a provider and a path below its API: /proxy/<provider>/<path>, without '..'.");
        if (parts.catalogue().find(provider).isEmpty())
            throw badPath("There is no provider '" + provider + "'. GET /v1/providers lists them.");
        return new Target(provider, ask.model().substring(slash + 1));
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
    private static boolean isBare(List<Target> targets, String model) {
        return !targets.isEmpty() && targets.getFirst().model().equals(model);
    }

    private List<Target> resolve(BrandId brand, Ask body) {
        Options options = body.options();
        Route first = route(brand, body.model());
        boolean steered = !options.fallbackModels().isEmpty()
                || !options.excluded().isEmpty()
                || !options.preferred().isEmpty();
        if (!steered) {
            return switch (first) {
                case Route.Resolved resolved -> resolved.targets();
                case Route.Unknown unknown -> throw unknown(unknown);
            };
        }
        List<Target> all = new ArrayList<>();
        add(all, first);
        for (String model : options.fallbackModels()) add(all, route(brand, model));
        if (all.isEmpty() && first instanceof Route.Unknown unknown) throw unknown(unknown);
        all.removeIf(target -> options.excluded().contains(target.provider()));
        all.sort(Comparator.comparing(target -> !options.preferred().contains(target.provider())));
        return all;
    }

    private Route route(BrandId brand, String model) {
        return routes.resolve(model, parts.pool().providers(brand), provider -> directory.known(brand, provider));
    }

    private static void add(List<Target> all, Route route) {
        if (!(route instanceof Route.Resolved resolved)) return;
        for (Target target : resolved.targets()) if (!all.contains(target)) all.add(target);
    }

    private static GatewayError.Raised unknown(Route.Unknown unknown) {
        return new GatewayError(404, GatewayError.INVALID, "model_not_found", unknown.sentence(), "model", null, null)
                .raised();
    }
}
