package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.dialects.Reply.Reason;
import dev.keypool.dialects.Reply.Stop;
import dev.keypool.values.TokenUsage;
import org.jspecify.annotations.Nullable;

/** What whole answers and streams of Converse say in the same words. */
final class ConverseWords {
    private ConverseWords() {}

    static Stop stop(@Nullable String word) {
        return Stop.of(
                switch (String.valueOf(word)) {
                    case "max_tokens", "model_context_window_exceeded" -> Reason.LENGTH;
                    case "tool_use" -> Reason.TOOL_CALLS;
                    case "stop_sequence" -> Reason.STOP_SEQUENCE;
                    case "guardrail_intervened", "content_filtered" -> Reason.CONTENT_FILTER;
                    // end_turn; malformed_model_output and malformed_tool_use, for which nobody else has a word.
                    default -> Reason.END;
                });
    }

    /** Null when there is none. AWS counts what came from the cache and went into it beside {@code inputTokens}. */
    static @Nullable TokenUsage usage(@Nullable JsonNode usage) {
        if (usage == null || !usage.path("inputTokens").isNumber()) return null;
        long read = Counts.of(usage, "cacheReadInputTokens");
        long written = Counts.of(usage, "cacheWriteInputTokens");
        long input = Counts.of(usage, "inputTokens") + read + written;
        return new TokenUsage(input, Counts.of(usage, "outputTokens"), read, 0, written);
    }

    /** A signature or sealed reasoning of its own, tagged for the middle form. */
    static String tagged(String raw) {
        return Signature.tagged(Dialect.BEDROCK_CONVERSE, raw);
    }
}
