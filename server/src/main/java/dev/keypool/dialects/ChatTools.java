package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Ask.Format;
import dev.keypool.dialects.Ask.Tool;
import dev.keypool.dialects.Ask.ToolChoice;
import dev.keypool.dialects.Ask.Tooling;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tools and answer formats of chat requests, read of clients. */
final class ChatTools {
    private ChatTools() {}

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
            throw tool.refused("type", "is \"" + type + "\"; only tools of type function can be translated.");
        Members function = Members.of(tool.required("function"), tool.at("function"));
        Part.CachePoint mark = CacheMarks.read(tool);
        var read = function(function, "parameters", mark);
        function.end();
        tool.end();
        return read;
    }

    /**
     * The members of a function.
     *
     * @param schema what the member with the schema of its arguments is called
     */
    static Tool function(Members function, String schema, Part.@Nullable CachePoint mark) {
        ObjectNode arguments = function.tree(schema);
        return new Tool(
                function.requiredText("name"),
                function.text("description"),
                arguments == null ? anyObject() : arguments,
                function.flag("strict"),
                mark);
    }

    /** A function without parameters. */
    private static ObjectNode anyObject() {
        ObjectNode schema = Trees.object().put("type", "object");
        schema.putObject("properties");
        return schema;
    }

    private static ToolChoice choice(JsonNode sent, String path) {
        if (sent.isTextual()) return word(sent.textValue(), path);
        Members choice = Members.of(sent, path);
        String type = choice.requiredText("type");
        if (!type.equals("function"))
            throw choice.refused("type", "is \"" + type + "\"; send auto, none, required or one function.");
        Members function = Members.of(choice.required("function"), choice.at("function"));
        var named = new ToolChoice.Named(function.requiredText("name"));
        function.end();
        choice.end();
        return named;
    }

    /** OpenAI's words, the same in both its dialects. */
    static ToolChoice word(String word, String path) {
        return switch (word) {
            case "auto" -> new ToolChoice.Auto();
            case "none" -> new ToolChoice.None();
            case "required" -> new ToolChoice.Required();
            default ->
                throw new Untranslatable(
                        path, path + " is \"" + word + "\"; send auto, none, required or one function.");
        };
    }

    static Format format(@Nullable Members format) {
        if (format == null) return new Format.Free();
        String type = format.requiredText("type");
        Format read = type.equals("json_schema")
                ? schema(Members.of(format.required("json_schema"), format.at("json_schema")))
                : word(type, format);
        format.end();
        return read;
    }

    /** {@code text} and {@code json_object}, the same in both OpenAI's dialects. */
    static Format word(String type, Members format) {
        return switch (type) {
            case "text" -> new Format.Free();
            case "json_object" -> new Format.JsonObject();
            default -> throw format.refused("type", "is \"" + type + "\"; send text, json_object or json_schema.");
        };
    }

    private static Format schema(Members schema) {
        Format read = namedSchema(schema);
        schema.end();
        return read;
    }

    /** The members of a schema with a name. */
    static Format namedSchema(Members schema) {
        return new Format.Schema(
                schema.textOr("name", "answer"),
                schema.text("description"),
                schema.required("schema"),
                schema.flag("strict"));
    }
}
