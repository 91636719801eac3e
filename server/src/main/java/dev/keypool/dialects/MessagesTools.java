package dev.keypool.dialects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Ask.Tool;
import dev.keypool.dialects.Ask.ToolChoice;
import dev.keypool.dialects.Ask.Tooling;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tools of a client's Anthropic request. */
final class MessagesTools {
    private MessagesTools() {}

    static Tooling read(Members asked, Losses losses) {
        List<Tool> tools = new ArrayList<>();
        for (Members tool : asked.objects("tools")) tools.add(tool(tool, losses));
        Members choice = asked.object("tool_choice");
        if (choice == null) return new Tooling(tools, null, null);
        Boolean alone = choice.flag("disable_parallel_tool_use");
        ToolChoice read = choice(choice);
        choice.end();
        return new Tooling(tools, read, alone == null ? null : !alone);
    }

    private static Tool tool(Members tool, Losses losses) {
        String type = tool.textOr("type", "custom");
        if (!type.equals("custom"))
            throw tool.refused(
                    "type",
                    "is \"" + type + "\", a tool that Anthropic defines; only tools of your own can be translated.");
        tool.required("input_schema");
        Tool read = ChatTools.function(tool, "input_schema", CacheMarks.read(tool));
        tool.refuseUnlessOff("defer_loading", "needs Anthropic's search for tools. Send the tools at once.");
        if (!List.of("direct").containsAll(tool.texts("allowed_callers")))
            throw tool.refused("allowed_callers", "lets Anthropic's own code call it. Leave it out.");
        tool.ignore("eager_input_streaming");
        tool.drop(losses, "input_examples");
        tool.end();
        return read;
    }

    private static ToolChoice choice(Members choice) {
        String type = choice.requiredText("type");
        return switch (type) {
            case "auto" -> new ToolChoice.Auto();
            case "any" -> new ToolChoice.Required();
            case "none" -> new ToolChoice.None();
            case "tool" -> new ToolChoice.Named(choice.requiredText("name"));
            default -> throw choice.refused("type", "is \"" + type + "\"; send auto, any, tool or none.");
        };
    }

    /** The choice as this dialect has it; null when nothing need be said. */
    static @Nullable ObjectNode written(Tooling tooling) {
        boolean alone = Boolean.FALSE.equals(tooling.parallel());
        if (tooling.choice() == null && !alone) return null;
        var json = Trees.object();
        switch (tooling.choice()) {
            case ToolChoice.Required _ -> json.put("type", "any");
            case ToolChoice.None _ -> json.put("type", "none");
            case ToolChoice.Named named -> json.put("type", "tool").put("name", named.name());
            case ToolChoice.Auto _ -> json.put("type", "auto");
            case null -> json.put("type", "auto");
        }
        boolean none = tooling.choice() instanceof ToolChoice.None;
        if (alone && !none) json.put("disable_parallel_tool_use", true);
        return json;
    }
}
