package dev.keypool.dialects;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Ask.Tool;
import dev.keypool.dialects.Ask.ToolChoice;
import dev.keypool.dialects.Ask.Tooling;
import dev.keypool.dialects.Ask.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tools in Converse's form, which knows no way to forbid them, and demands them where some were called before. */
final class ConverseTools {
    private final Ask ask;
    private final ConverseFamily family;
    private final ConverseContent content;
    private final Losses losses;

    ConverseTools(Ask ask, ConverseFamily family, ConverseContent content, Losses losses) {
        this.ask = ask;
        this.family = family;
        this.content = content;
        this.losses = losses;
    }

    /** {@code toolConfig}; null when there is none. */
    @Nullable
    ObjectNode written() {
        Tooling tooling = ask.tooling();
        boolean none = tooling.choice() instanceof ToolChoice.None;
        if (tooling.tools().isEmpty() || none) {
            if (wereCalled(ask.conversation().turns())) throw needed(none);
            return null;
        }
        ObjectNode json = Trees.object();
        ArrayNode tools = json.putArray("tools");
        tooling.tools().forEach(tool -> write(tool, tools));
        ObjectNode choice = choice(tooling.choice());
        if (choice != null) json.set("toolChoice", choice);
        if (Boolean.FALSE.equals(tooling.parallel())) losses.drop("parallel_tool_calls");
        return json;
    }

    private static boolean wereCalled(List<Turn> turns) {
        return turns.stream()
                .flatMap(turn -> turn.parts().stream())
                .anyMatch(part -> part instanceof Part.ToolCall || part instanceof Part.ToolResult);
    }

    private Untranslatable needed(boolean none) {
        return none
                ? losses.refused(
                        "tool_choice",
                        "Bedrock cannot forbid tools in a conversation that has called some. Send auto, or leave the"
                                + " calls and their results out.")
                : losses.refused(
                        "tools",
                        "The conversation has tool calls, and Bedrock then wants the tools as well. Send them.");
    }

    private void write(Tool tool, ArrayNode tools) {
        ObjectNode spec = tools.addObject().putObject("toolSpec").put("name", tool.name());
        if (tool.description() != null && !tool.description().isBlank()) spec.put("description", tool.description());
        ObjectNode schema = tool.schema();
        spec.putObject("inputSchema")
                .set("json", schema.has("type") ? schema : schema.deepCopy().put("type", "object"));
        if (Boolean.TRUE.equals(tool.strict())) {
            if (family == ConverseFamily.CLAUDE && ClaudeModels.hasStrictTools(ask.model())) spec.put("strict", true);
            else losses.drop("strict");
        }
        ObjectNode mark = tool.cache() == null ? null : content.mark(tool.cache());
        if (mark != null) tools.add(mark);
    }

    /** Null when nothing need be said. */
    private static @Nullable ObjectNode choice(@Nullable ToolChoice choice) {
        ObjectNode json = Trees.object();
        switch (choice) {
            case ToolChoice.Required _ -> json.putObject("any");
            case ToolChoice.Named named -> json.putObject("tool").put("name", named.name());
            case ToolChoice.Auto _ -> json.putObject("auto");
            case ToolChoice.None _ -> {}
            case null -> {}
        }
        return json.isEmpty() ? null : json;
    }
}
