package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.values.TokenUsage;
import org.jspecify.annotations.Nullable;

/** {@code usage} of OpenAI Responses. */
final class ResponsesUsage {
    private ResponsesUsage() {}

    /** Null when it is no object. */
    static @Nullable TokenUsage read(JsonNode usage) {
        if (!usage.isObject()) return null;
        JsonNode input = usage.path("input_tokens_details");
        return new TokenUsage(
                Counts.of(usage, "input_tokens"),
                Counts.of(usage, "output_tokens"),
                Counts.of(input, "cached_tokens"),
                Counts.of(usage.path("output_tokens_details"), "reasoning_tokens"),
                Counts.of(input, "cache_write_tokens"));
    }

    static ObjectNode written(TokenUsage usage) {
        ObjectNode json = Trees.object().put("input_tokens", usage.input());
        ObjectNode input = json.putObject("input_tokens_details").put("cached_tokens", usage.cached());
        if (usage.cacheWritten() > 0) input.put("cache_write_tokens", usage.cacheWritten());
        json.put("output_tokens", usage.output());
        json.putObject("output_tokens_details").put("reasoning_tokens", usage.reasoning());
        return json.put("total_tokens", usage.input() + usage.output());
    }
}
