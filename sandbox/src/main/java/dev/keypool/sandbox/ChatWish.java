package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the {@link Wish} of OpenAI's chat dialect. */
final class ChatWish {
    static final JsonNode ANY_OBJECT = Json.object()
            .set("properties", Json.object().set("answer", Json.object().put("type", "string")));

    private ChatWish() {}

    static Wish of(JsonNode call) {
        JsonNode messages = call.path("messages");
        return new Wish(
                tools(call.path("tools")),
                choice(call),
                lastUserText(messages),
                toolResult(messages),
                schema(call.path("response_format")),
                texts(call.path("stop")),
                Math.clamp(call.path("n").asInt(1), 1, 128));
    }

    private static List<Wish.Tool> tools(JsonNode list) {
        List<Wish.Tool> tools = new ArrayList<>();
        for (JsonNode tool : list) {
            JsonNode function = tool.path("function");
            if (function.has("name")) {
                tools.add(new Wish.Tool(function.path("name").asText(), function.path("parameters")));
            }
        }
        return tools;
    }

    private static Wish.ToolChoice choice(JsonNode call) {
        JsonNode choice = call.path("tool_choice");
        boolean parallel = call.path("parallel_tool_calls").asBoolean(true);
        return choice(choice, choice.at("/function/name").asText(null), parallel);
    }

    /** As OpenAI's two dialects say it: a word, or an object that names the tool. */
    static Wish.ToolChoice choice(JsonNode choice, @Nullable String name, boolean parallel) {
        if (choice.isObject()) {
            return new Wish.ToolChoice(Wish.Policy.REQUIRED, name, parallel);
        }
        Wish.Policy policy = switch (choice.asText()) {
            case "none" -> Wish.Policy.NONE;
            case "required" -> Wish.Policy.REQUIRED;
            default -> Wish.Policy.AUTO;
        };
        return new Wish.ToolChoice(policy, null, parallel);
    }

    private static String lastUserText(JsonNode messages) {
        String last = "";
        for (JsonNode message : messages) {
            last = message.path("role").asText().equals("user") ? Texts.joined(message.path("content")) : last;
        }
        return last;
    }

    private static @Nullable String toolResult(JsonNode messages) {
        JsonNode last = messages.path(messages.size() - 1);
        return last.path("role").asText().equals("tool") ? Texts.joined(last.path("content")) : null;
    }

    private static @Nullable JsonNode schema(JsonNode format) {
        return switch (format.path("type").asText()) {
            case "json_schema" -> format.at("/json_schema/schema");
            case "json_object" -> ANY_OBJECT;
            default -> null;
        };
    }

    /** A string or a list of them. */
    static List<String> texts(JsonNode value) {
        List<String> texts = new ArrayList<>();
        if (value.isTextual()) {
            texts.add(value.asText());
        }
        value.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
