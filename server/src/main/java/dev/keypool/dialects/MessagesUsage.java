package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.values.TokenUsage;
import org.jspecify.annotations.Nullable;

/** {@code usage} of Anthropic Messages, whose {@code input_tokens} are those that the cache has nothing to do with. */
final class MessagesUsage {
    private static final String INPUT = "input_tokens";
    private static final String OUTPUT = "output_tokens";
    private static final String READ = "cache_read_input_tokens";
    private static final String WRITTEN = "cache_creation_input_tokens";

    private MessagesUsage() {}

    /** Null when it is no object. */
    static @Nullable TokenUsage read(JsonNode usage) {
        return read(usage, TokenUsage.NONE, false);
    }

    /**
     * What a stream says later on top of what it said before: a member that is there holds the total so far.
     *
     * @param before null when nothing was said
     */
    static @Nullable TokenUsage update(JsonNode usage, @Nullable TokenUsage before) {
        TokenUsage read = read(usage, before == null ? TokenUsage.NONE : before, true);
        return read == null ? before : read;
    }

    private static @Nullable TokenUsage read(JsonNode usage, TokenUsage before, boolean more) {
        if (!usage.isObject()) return null;
        long cached = later(usage, READ, before.cached(), more);
        long written = later(usage, WRITTEN, before.cacheWritten(), more);
        long apart = later(usage, INPUT, before.input() - before.cached() - before.cacheWritten(), more);
        JsonNode details = usage.path("output_tokens_details");
        return new TokenUsage(
                apart + cached + written,
                later(usage, OUTPUT, before.output(), more),
                cached,
                later(details, "thinking_tokens", before.reasoning(), more),
                written);
    }

    /** Some who took the dialect over send zeros in the beginning or at the end. */
    private static long later(JsonNode usage, String name, long before, boolean more) {
        long count = Counts.of(usage, name);
        return more && count == 0 ? before : count;
    }

    /** @param usage null when unknown: the dialect has no word for that, and clients need the members */
    static ObjectNode written(@Nullable TokenUsage usage) {
        TokenUsage known = usage == null ? TokenUsage.NONE : usage;
        ObjectNode json = Trees.object()
                .put(INPUT, Math.max(0, known.input() - known.cached() - known.cacheWritten()))
                .put(WRITTEN, known.cacheWritten())
                .put(READ, known.cached())
                .put(OUTPUT, known.output());
        if (known.reasoning() > 0) json.putObject("output_tokens_details").put("thinking_tokens", known.reasoning());
        return json;
    }
}
