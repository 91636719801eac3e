package dev.keypool.gateway;

import java.util.Set;

/**
 * Members of a request by which some provider chooses another model than the one that was asked for, or adds what costs: routers
 * such as OpenRouter's ({@code models}, {@code route}, {@code plugins}, {@code preset}), and gateways that may stand behind a custom
 * address. No state.
 */
final class Reroutes {
    static final Set<String> NAMES = Set.of(
            "models",
            "route",
            "plugins",
            "preset",
            "fallbacks",
            "fallback_models",
            "web_search_options",
            "search_parameters");

    private Reroutes() {}
}
