package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The middle form of a request: what is asked for, in no dialect. Null stands for "not said", which leaves it to the
 * provider. Immutable; the trees in it are never changed.
 *
 * @param model as the provider calls it
 */
record Ask(
        String model,
        Conversation conversation,
        Tooling tooling,
        Sampling sampling,
        @Nullable Reasoning reasoning,
        Format format,
        Delivery delivery) {

    /**
     * What was said so far.
     *
     * @param instructions system and developer messages: {@link Part.Text} and {@link Part.CachePoint} only
     * @param turns never two of one role in a row (see {@link Turns})
     */
    record Conversation(List<Part> instructions, List<Turn> turns) {
        Conversation {
            instructions = List.copyOf(instructions);
            turns = List.copyOf(turns);
        }
    }

    /** Who speaks. Results of tools are the user's. */
    enum Role {
        USER,
        ASSISTANT
    }

    /** One speaker's parts, in order. */
    record Turn(Role role, List<Part> parts) {
        Turn {
            parts = List.copyOf(parts);
        }
    }

    /**
     * What the model may call.
     *
     * @param choice null when not said; the usual meaning is {@link ToolChoice.Auto}
     * @param parallel whether several calls may come in one answer, null when not said
     */
    record Tooling(
            List<Tool> tools,
            @Nullable ToolChoice choice,
            @Nullable Boolean parallel) {
        static final Tooling NONE = new Tooling(List.of(), null, null);

        Tooling {
            tools = List.copyOf(tools);
        }
    }

    /**
     * A function.
     *
     * @param schema JSON Schema of its arguments, an object
     * @param strict whether arguments must follow the schema exactly, null when not said
     * @param cache a mark behind it, null when none
     */
    record Tool(
            String name,
            @Nullable String description,
            ObjectNode schema,
            @Nullable Boolean strict,
            Part.@Nullable CachePoint cache) {}

    /** Whether a tool must be called. */
    sealed interface ToolChoice {
        record Auto() implements ToolChoice {}

        record None() implements ToolChoice {}

        /** Any of them, but at least one. */
        record Required() implements ToolChoice {}

        record Named(String name) implements ToolChoice {}
    }

    /**
     * How the next token is chosen, and when to stop.
     *
     * @param maxTokens most tokens of the answer, reasoning included
     * @param stop sequences which end the answer; empty when none
     */
    record Sampling(
            @Nullable Long maxTokens,
            @Nullable Double temperature,
            @Nullable Double topP,
            @Nullable Long topK,
            List<String> stop,
            Penalties penalties) {
        static final Sampling DEFAULT = new Sampling(null, null, null, null, List.of(), Penalties.NONE);

        Sampling {
            stop = List.copyOf(stop);
        }
    }

    /** What only OpenAI's dialects know of sampling. */
    record Penalties(
            @Nullable Double presence,
            @Nullable Double frequency,
            @Nullable Long seed) {
        static final Penalties NONE = new Penalties(null, null, null);
    }

    /**
     * How much to think before answering.
     *
     * @param effort null when only a budget was named
     * @param budgetTokens most tokens of thinking, null when only an effort was named
     * @param shown whether the client wants to see a summary of it, null when not said
     */
    record Reasoning(
            @Nullable Effort effort,
            @Nullable Long budgetTokens,
            @Nullable Boolean shown) {}

    /** From not at all to as much as there is. {@code ADAPTIVE}: the model decides. */
    enum Effort {
        NONE,
        MINIMAL,
        LOW,
        MEDIUM,
        HIGH,
        XHIGH,
        MAX,
        ADAPTIVE
    }

    /** What shape the answer's text has. */
    sealed interface Format {
        record Free() implements Format {}

        /** Some JSON object. */
        record JsonObject() implements Format {}

        /**
         * JSON of that schema.
         *
         * @param name what the schema is called, "answer" when the client gave no name
         * @param strict null when not said
         */
        record Schema(
                String name,
                @Nullable String description,
                JsonNode schema,
                @Nullable Boolean strict) implements Format {}
    }

    /**
     * What has no influence on the answer's content.
     *
     * @param user id of the end user, opaque
     * @param metadata the client's own labels, null when none
     * @param hints what only OpenAI's own dialects know, under its name there: {@code prompt_cache_key}, {@code verbosity}, ...;
     *     every other dialect drops each of them by that name
     */
    record Delivery(
            boolean stream,
            @Nullable String user,
            @Nullable ObjectNode metadata,
            @Nullable String serviceTier,
            Map<String, JsonNode> hints) {
        Delivery {
            // In the order of the request: a copy of Map would have another in each run.
            hints = Collections.unmodifiableMap(new LinkedHashMap<>(hints));
        }
    }
}
