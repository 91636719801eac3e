package dev.keypool.gateway;

import dev.keypool.providers.Provider;
import dev.keypool.routing.Target;
import dev.keypool.values.Surface;

/** Finds how a request goes to a provider. Confined to its request. */
final class Ways {
    private final Ask ask;

    /** What was found. */
    sealed interface Found {
        record Open(Way way) implements Found {}

        /** @param why for the caller, when nobody else serves him */
        record Closed(GatewayError why) implements Found {}
    }

    Ways(Ask ask) {
        this.ask = ask;
    }

    Found to(Target target, Provider provider) {
        String path = provider.retired() == null ? provider.path(ask.surface()) : null;
        if (ask instanceof FlowAsk flow && flow.surface() == Surface.PROXY) return new Found.Open(ProxyWay.of(flow));
        if (path != null)
            return new Found.Open(
                    switch (ask) {
                        case JsonAsk json -> RelayedWay.of(json, provider, path, target.model());
                        case FlowAsk flow -> RelayedWay.of(flow, path, target.model());
                    });
        return new Found.Closed(notTaken(target));
    }

    private GatewayError notTaken(Target target) {
        return new GatewayError(
                404,
                GatewayError.INVALID,
                "model_not_found",
                target.provider() + " takes no " + ask.surface().wire().replace('_', ' ')
                        + " requests here. Choose a model of another provider.",
                "model",
                null,
                null);
    }
}
