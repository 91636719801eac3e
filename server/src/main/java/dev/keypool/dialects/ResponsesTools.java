package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.dialects.Ask.Tool;
import dev.keypool.dialects.Ask.ToolChoice;
import dev.keypool.dialects.Ask.Tooling;
import java.util.ArrayList;
import java.util.List;

/** Tools of a client's Responses request. */
final class ResponsesTools {
    private ResponsesTools() {}

    static Tooling read(Members asked) {
        List<Tool> tools = new ArrayList<>();
        for (Members tool : asked.objects("tools")) tools.add(tool(tool));
        JsonNode choice = asked.take("tool_choice");
        return new Tooling(
                tools,
                choice == null ? null : choice(choice, asked.at("tool_choice")),
                asked.flag("parallel_tool_calls"));
    }

    private static Tool tool(Members tool) {
        String type = tool.requiredText("type");
        if (!type.equals("function"))
            throw tool.refused(
                    "type",
                    "is \"" + type + "\", a tool that OpenAI runs or defines; only tools of type function can be"
                            + " translated for the provider that serves this model.");
        Tool read = ChatTools.function(tool, "parameters", null);
        tool.end();
        return read;
    }

    private static ToolChoice choice(JsonNode sent, String path) {
        if (sent.isTextual()) return ChatTools.word(sent.textValue(), path);
        Members choice = Members.of(sent, path);
        String type = choice.requiredText("type");
        if (!type.equals("function"))
            throw choice.refused("type", "is \"" + type + "\"; send auto, none, required or one function.");
        var named = new ToolChoice.Named(choice.requiredText("name"));
        choice.end();
        return named;
    }
}
