package dev.keypool.gateway;

import dev.keypool.dialects.Dialect;
import dev.keypool.dialects.Translation;
import dev.keypool.dialects.Translator;
import dev.keypool.providers.Provider;
import dev.keypool.routing.Target;
import dev.keypool.values.Surface;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Finds how a request goes to a provider. Confined to its request: what was translated once is kept. */
final class Ways {
    /** More bytes are too much for an event loop: each MiB takes it 10 to 25 ms, and everybody else on it waits. */
    private static final int HEAVY = 64 << 10;

    /** Which of a provider's dialects a request is translated to, the one that carries most first. */
    private static final Map<Surface, Dialect> SPOKEN = new LinkedHashMap<>();

    static {
        SPOKEN.put(Surface.CHAT, Dialect.OPENAI_CHAT);
        SPOKEN.put(Surface.MESSAGES, Dialect.ANTHROPIC_MESSAGES);
        SPOKEN.put(Surface.RESPONSES, Dialect.OPENAI_RESPONSES);
        SPOKEN.put(Surface.CONVERSE, Dialect.BEDROCK_CONVERSE);
    }

    private final Ask ask;
    private final Instant now;
    private final RandomGenerator random;
    private final Map<Heard, Found> translated = new HashMap<>(0);

    /** A provider's dialect, the model as it calls it, and whether its streams must be asked for their usage. */
    private record Heard(Surface surface, String model, boolean usageByOption) {}

    /** What was found. */
    sealed interface Found {
        record Open(Way way) implements Found {}

        /** @param why for the caller, when nobody else serves him */
        record Closed(GatewayError why) implements Found {}
    }

    /**
     * @param now when the request came
     * @param random for the ids that a translation must make
     */
    Ways(Ask ask, Instant now, RandomGenerator random) {
        this.ask = ask;
        this.now = now;
        this.random = random;
    }

    Found to(Target target, Provider provider) {
        if (provider.retired() != null) return new Found.Closed(notTaken(target));
        String path = provider.path(ask.surface());
        return switch (ask) {
            case FlowAsk flow when flow.surface() == Surface.PROXY -> new Found.Open(ProxyWay.of(flow));
            case FlowAsk flow when path != null -> new Found.Open(RelayedWay.of(flow, path, target.model()));
            case JsonAsk json when path != null -> new Found.Open(RelayedWay.of(json, provider, path, target.model()));
            case JsonAsk json when SPOKEN.containsKey(json.surface()) -> byTranslation(json, target, provider);
            case FlowAsk _, JsonAsk _ -> new Found.Closed(notTaken(target));
        };
    }

    private Found byTranslation(JsonAsk json, Target target, Provider provider) {
        Heard heard = heard(target, provider);
        return heard == null
                ? new Found.Closed(notTaken(target))
                : translated.computeIfAbsent(heard, _ -> translated(json, json.plain(), heard, provider));
    }

    private static @Nullable Heard heard(Target target, Provider provider) {
        for (Surface spoken : SPOKEN.keySet())
            if (provider.path(spoken) != null) return new Heard(spoken, target.model(), provider.includeUsage());
        return null;
    }

    /**
     * The translation without which {@link #to} would keep the event loop for long: to be run elsewhere, and what it
     * gave to be run here. Null when there is none, or none any more.
     */
    @Nullable
    Callable<Runnable> ahead(Target target, Provider provider) {
        if (!(ask instanceof JsonAsk json) || json.asItCame().length < HEAVY || provider.retired() != null) return null;
        if (provider.path(json.surface()) != null || !SPOKEN.containsKey(json.surface())) return null;
        Heard heard = heard(target, provider);
        if (heard == null || translated.containsKey(heard)) return null;
        byte[] plain = json.plain();
        return () -> {
            Found found = translated(json, plain, heard, provider);
            return () -> translated.put(heard, found);
        };
    }

    private Found translated(JsonAsk json, byte[] plain, Heard heard, Provider provider) {
        Translator translator = Translator.between(
                        dialect(json.surface()), dialect(heard.surface()), heard.usageByOption())
                .orElseThrow();
        return switch (translator.request(plain, heard.model(), now.getEpochSecond(), this::id)) {
            case Translation.Ready ready ->
                new Found.Open(new TranslatedWay(
                        Objects.requireNonNull(provider.path(heard.surface(), heard.model(), ready.stream())),
                        new Outgoing.Json(ready.body(), ready.stream(), Map.of()),
                        ready.dropped(),
                        heard.surface() == Surface.CONVERSE,
                        translator,
                        ready.asked()));
            case Translation.Refused(var param, var sentence) ->
                new Found.Closed(GatewayError.invalid(param, "unsupported_parameter", sentence));
        };
    }

    private static Dialect dialect(Surface surface) {
        return Objects.requireNonNull(SPOKEN.get(surface));
    }

    private String id() {
        return Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
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
