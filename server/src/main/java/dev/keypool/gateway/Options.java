package dev.keypool.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.keypool.values.Money;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A caller's {@code spidergate_options}. Immutable.
 *
 * @param timeoutMs deadline asked for, null when none
 * @param retryCount attempts beyond the first, null for the setting's
 * @param fallbackModels tried after the model's own targets
 * @param preferred providers moved to the front
 * @param excluded providers never used
 * @param trace whether every attempt is to be shown
 * @param cacheSeconds how long the answer may be given again, null when it is not to be kept
 * @param maxCost the most that the request may cost anywhere, null for any amount
 */
record Options(
        @Nullable Integer timeoutMs,
        @Nullable Integer retryCount,
        List<String> fallbackModels,
        List<String> preferred,
        List<String> excluded,
        boolean trace,
        @Nullable Integer cacheSeconds,
        @Nullable Money maxCost) {
    static final Options NONE = new Options(null, null, List.of(), List.of(), List.of(), false, null, null);
    private static final int MOST_NAMES = 32;
    private static final int USUAL_TTL = 3_600;

    Options withTrace() {
        return new Options(timeoutMs, retryCount, fallbackModels, preferred, excluded, true, cacheSeconds, maxCost);
    }

    /** Reads the object that the parser stands at the beginning of, to its end. */
    static Options read(JsonParser p, Bounds bounds) throws IOException {
        Integer timeout = null;
        Integer retries = null;
        List<String> fallback = List.of();
        List<String> preferred = List.of();
        List<String> excluded = List.of();
        boolean cache = false;
        Integer ttl = null;
        Money maxCost = null;
        boolean trace = false;
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            p.nextToken();
            String param = "spidergate_options." + name;
            switch (name) {
                case "timeout_ms" -> timeout = bounds.whole(p, param, 1, bounds.longestTimeoutMs());
                case "retry_count" -> retries = bounds.whole(p, param, 0, 100);
                case "fallback_models" -> fallback = names(p, param);
                case "preferred_providers" -> preferred = names(p, param);
                case "excluded_providers" -> excluded = names(p, param);
                case "include_route_trace" -> trace = bounds.flag(p, param);
                case "cache_enabled" -> cache = bounds.flag(p, param);
                case "cache_ttl_seconds" -> ttl = bounds.whole(p, param, 60, 86_400);
                case "max_cost_usd" -> {
                    bounds.number(p, param, 0.001, 100);
                    maxCost = p.hasToken(JsonToken.VALUE_NULL) ? null : Money.of(p.getDecimalValue());
                }
                default -> p.skipChildren();
            }
        }
        return new Options(
                timeout,
                retries,
                fallback,
                preferred,
                excluded,
                trace,
                cache ? (ttl == null ? (Integer) USUAL_TTL : ttl) : null,
                maxCost);
    }

    private static List<String> names(JsonParser p, String param) throws IOException {
        if (p.hasToken(JsonToken.VALUE_NULL)) return List.of();
        if (!p.hasToken(JsonToken.START_ARRAY)) throw notNames(param);
        List<String> names = new ArrayList<>();
        while (p.nextToken() != JsonToken.END_ARRAY) {
            if (!p.hasToken(JsonToken.VALUE_STRING) || names.size() == MOST_NAMES) throw notNames(param);
            names.add(p.getText());
        }
        return List.copyOf(names);
    }

    private static GatewayError.Raised notNames(String param) {
        return GatewayError.invalid(
                        param, "invalid_value", param + " must be a list of at most " + MOST_NAMES + " strings.")
                .raised();
    }
}
