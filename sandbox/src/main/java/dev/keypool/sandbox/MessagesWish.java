package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the {@link Wish} of Anthropic's dialect. */
final class MessagesWish {
    private MessagesWish() {}

    static Wish of(JsonNode call) {
        JsonNode messages = call.path("messages");
        JsonNode last = messages.path(messages.size() - 1).path("content");
        return new Wish(
                tools(call.path("tools")),
                choice(call.path("tool_choice")),
                lastUserText(messages),
                toolResult(last),
                schema(call),
                ChatWish.texts(call.path("stop_sequences")),
                1);
    }

    private static List<Wish.Tool> tools(JsonNode list) {
        List<Wish.Tool> tools = new ArrayList<>();
        for (JsonNode tool : list) {
            if (tool.has("input_schema")) {
                tools.add(new Wish.Tool(tool.path("name").asText(), tool.path("input_schema")));
            }
        }
        return tools;
    }

    private static Wish.ToolChoice choice(JsonNode choice) {
        boolean parallel = !choice.path("disable_parallel_tool_use").asBoolean();
        return switch (choice.path("type").asText()) {
            case "none" -> new Wish.ToolChoice(Wish.Policy.NONE, null, parallel);
            case "any" -> new Wish.ToolChoice(Wish.Policy.REQUIRED, null, parallel);
            case "tool" ->
                new Wish.ToolChoice(Wish.Policy.REQUIRED, choice.path("name").asText(), parallel);
            default -> new Wish.ToolChoice(Wish.Policy.AUTO, null, parallel);
        };
    }

    private static String lastUserText(JsonNode messages) {
        String last = "";
        for (JsonNode message : messages) {
            last = message.path("role").asText().equals("user") ? Texts.joined(message.path("content")) : last;
        }
        return last;
    }

    private static @Nullable String toolResult(JsonNode parts) {
        StringBuilder text = new StringBuilder();
        boolean any = false;
        for (JsonNode part : parts) {
            if (part.path("type").asText().equals("tool_result")) {
                any = true;
                text.append(Texts.joined(part.path("content")));
            }
        }
        return any ? text.toString() : null;
    }

    /** Under its present name, or that of the beta. */
    private static @Nullable JsonNode schema(JsonNode call) {
        JsonNode format = call.has("output_format") ? call.path("output_format") : call.at("/output_config/format");
        return format.path("type").asText().equals("json_schema") ? format.path("schema") : null;
    }
}
