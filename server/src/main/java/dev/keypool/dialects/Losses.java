package dev.keypool.dialects;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects what one translation leaves out. Each name stands in {@code docs/dialects.md}. Also turns a member's name into the one
 * that the client used for it. Confined to one request.
 */
final class Losses {
    /** All that may be left out. The names are OpenAI chat's where it has one. */
    static final Set<String> KNOWN = Set.of(
            "cache_control",
            "citations",
            "context_management",
            "detail",
            "frequency_penalty",
            "include",
            "input_examples",
            "is_error",
            "max_tool_calls",
            "metadata",
            "name",
            "parallel_tool_calls",
            "prediction",
            "presence_penalty",
            "prompt_cache_key",
            "prompt_cache_retention",
            "reasoning",
            "response_format",
            "safety_identifier",
            "seed",
            "service_tier",
            "speed",
            "store",
            "strict",
            "temperature",
            "thinking",
            "tool_result_images",
            "top_k",
            "top_p",
            "truncation",
            "user",
            "verbosity");

    private final Dialect client;
    private final Set<String> dropped = new LinkedHashSet<>();

    Losses(Dialect client) {
        this.client = client;
    }

    /** Names one loss; a second time is the same loss. */
    void drop(String name) {
        if (!KNOWN.contains(name)) throw new IllegalArgumentException(name + " is not listed as lossy");
        dropped.add(name);
    }

    /** Names it when there is such a value. */
    void dropUnlessNull(@Nullable Object value, String name) {
        if (value != null) drop(name);
    }

    /** A refusal about a member; {@code name} is OpenAI chat's, the client is told its own. */
    Untranslatable refused(String name, String sentence) {
        return new Untranslatable(named(name), sentence);
    }

    private String named(String name) {
        boolean anthropic = client == Dialect.ANTHROPIC_MESSAGES;
        return switch (name) {
            case "stop" -> anthropic ? "stop_sequences" : "stop";
            case "messages" -> client == Dialect.OPENAI_RESPONSES ? "input" : "messages";
            case "response_format" ->
                switch (client) {
                    case OPENAI_RESPONSES -> "text.format";
                    case ANTHROPIC_MESSAGES -> "output_config.format";
                    case OPENAI_CHAT, BEDROCK_CONVERSE -> name;
                };
            default -> name;
        };
    }

    List<String> dropped() {
        return List.copyOf(dropped);
    }
}
