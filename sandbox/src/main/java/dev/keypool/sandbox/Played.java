package dev.keypool.sandbox;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The provider that the sandbox plays for a call, and the habits in which it differs. Immutable. */
record Played(String name, UsagePlace usagePlace) {
    /** Where a stream carries its usage. */
    enum UsagePlace {
        /** A last chunk with empty choices, only when {@code stream_options.include_usage} was sent (OpenAI). */
        LAST_CHUNK_WHEN_ASKED,
        /** Always a last chunk, whose choices are not empty (OpenRouter). */
        LAST_CHUNK_ALWAYS,
        /** Always on the chunk with the finish reason (Mistral, Together, Fireworks, Cerebras …). */
        FINISH_CHUNK,
        /** In {@code x_groq} of the finish chunk, and as OpenAI when asked (Groq). */
        GROQ
    }

    private static final Played OPENROUTER = new Played("openrouter", UsagePlace.LAST_CHUNK_ALWAYS);

    /** By the first segment of the path; a path that begins at once with the call is played by {@code sandbox}. */
    static Played of(String path) {
        if (path.startsWith("/openrouter/")) {
            return OPENROUTER;
        }
        int end = path.indexOf('/', 1);
        String first = end < 0 ? path.substring(1) : path.substring(1, end);
        return new Played(first.equals("chat") || first.isEmpty() ? "sandbox" : first, placeFor(first));
    }

    private static UsagePlace placeFor(String name) {
        return switch (name) {
            case "groq" -> UsagePlace.GROQ;
            case "mistral", "together", "fireworks", "cerebras", "ai21", "zhipu", "siliconflow", "perplexity" ->
                UsagePlace.FINISH_CHUNK;
            default -> UsagePlace.LAST_CHUNK_WHEN_ASKED;
        };
    }

    boolean isOpenRouter() {
        return usagePlace == UsagePlace.LAST_CHUNK_ALWAYS;
    }

    int overloadedStatus() {
        return isOpenRouter() ? 503 : 529;
    }

    boolean reportsCost(@Nullable Boolean setting) {
        return setting != null ? setting : isOpenRouter();
    }

    /** The error object as this provider writes it. */
    String error(Refusal refusal) {
        String message = Script.quoted(refusal.message());
        if (isOpenRouter()) {
            return "{\"code\":" + refusal.status() + ",\"message\":" + message + ",\"metadata\":{\"error_type\":\""
                    + refusal.type() + "\"}}";
        }
        String type = refusal.status() >= 500 ? "server_error" : refusal.type().toLowerCase(Locale.ROOT) + "_error";
        return "{\"message\":" + message + ",\"type\":\"" + type + "\",\"param\":null,\"code\":\"" + refusal.code()
                + "\"}";
    }

    String body(Refusal refusal) {
        String whole = refusal.body();
        return whole != null ? whole : "{\"error\":" + error(refusal) + "}";
    }
}
