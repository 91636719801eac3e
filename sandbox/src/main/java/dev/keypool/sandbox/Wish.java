package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a conversation asks for beyond plain text, whatever its dialect. Immutable.
 *
 * @param tools offered ones
 * @param lastText what the user said last, empty when he said nothing
 * @param toolResult text of the tool results that end the conversation, null when it does not end with one
 * @param schema JSON schema that the answer must fit, null for free text
 * @param stops texts before which the answer ends
 * @param choices how many answers, at least 1
 */
record Wish(
        List<Tool> tools,
        ToolChoice toolChoice,
        String lastText,
        @Nullable String toolResult,
        @Nullable JsonNode schema,
        List<String> stops,
        int choices) {
    /** Plain text. */
    static final Wish NONE = new Wish(List.of(), ToolChoice.AUTO, "", null, null, List.of(), 1);

    private static final String ONE = "use tool";
    private static final String MANY = "use tools";

    record Tool(String name, JsonNode schema) {}

    /**
     * @param name the one tool that must be called, null when the model may choose
     * @param parallel whether more than one call is allowed
     */
    record ToolChoice(Policy policy, @Nullable String name, boolean parallel) {
        static final ToolChoice AUTO = new ToolChoice(Policy.AUTO, null, true);
    }

    enum Policy {
        NONE,
        AUTO,
        REQUIRED
    }

    /** The tools that the answer calls, in order; empty when it is a text. */
    List<Tool> called(Ways ways) {
        if (tools.isEmpty() || toolChoice.policy() == Policy.NONE) {
            return List.of();
        }
        String said = lastText.toLowerCase(Locale.ROOT);
        boolean must = toolChoice.policy() == Policy.REQUIRED;
        boolean wants = toolResult == null && (ways.usesTools() || said.contains(ONE));
        if (!must && !wants) {
            return List.of();
        }
        return said.contains(MANY) && toolChoice.parallel() && toolChoice.name() == null
                ? List.of(tools.getFirst(), tools.getLast())
                : List.of(chosen());
    }

    private Tool chosen() {
        return tools.stream()
                .filter(tool -> tool.name().equals(toolChoice.name()))
                .findFirst()
                .orElse(tools.getFirst());
    }
}
