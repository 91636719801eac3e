package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.values.TokenUsage;
import org.jspecify.annotations.Nullable;

/** {@code usage} of chat completions. */
final class ChatUsage {
    private ChatUsage() {}

    /** Null when it is no object. Many providers have members of their own for what OpenAI keeps in details. */
    static @Nullable TokenUsage read(JsonNode usage) {
        if (!usage.isObject()) return null;
        JsonNode prompt = usage.path("prompt_tokens_details");
        JsonNode completion = usage.path("completion_tokens_details");
        long input = Counts.of(usage, "prompt_tokens");
        long output = Counts.of(usage, "completion_tokens");
        long cached = Counts.first(prompt, "cached_tokens", usage, "prompt_cache_hit_tokens", "cached_tokens");
        long written = Counts.of(prompt, "cache_write_tokens");
        long reasoning = Counts.first(completion, "reasoning_tokens", usage, "reasoning_tokens");
        // Gemini and xAI count reasoning in the total alone; it is output, and billed as such.
        long unseen = Math.max(0, Counts.of(usage, "total_tokens") - input - output);
        boolean apart = unseen > 0 && (reasoning == 0 || reasoning == unseen) && unseen != cached + written;
        return apart
                ? new TokenUsage(input, output + unseen, cached, unseen, written)
                : new TokenUsage(input, output, cached, reasoning, written);
    }

    static ObjectNode written(TokenUsage usage) {
        ObjectNode json = Trees.object()
                .put("prompt_tokens", usage.input())
                .put("completion_tokens", usage.output())
                .put("total_tokens", usage.input() + usage.output());
        ObjectNode prompt = json.putObject("prompt_tokens_details").put("cached_tokens", usage.cached());
        if (usage.cacheWritten() > 0) prompt.put("cache_write_tokens", usage.cacheWritten());
        json.putObject("completion_tokens_details").put("reasoning_tokens", usage.reasoning());
        return json;
    }
}
