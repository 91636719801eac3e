package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the {@link Wish} of OpenAI's Responses. */
final class ResponsesWish {
    private ResponsesWish() {}

    static Wish of(JsonNode call) {
        JsonNode input = call.path("input");
        JsonNode choice = call.path("tool_choice");
        return new Wish(
                tools(call.path("tools")),
                ChatWish.choice(
                        choice,
                        choice.path("name").asText(null),
                        call.path("parallel_tool_calls").asBoolean(true)),
                lastUserText(input),
                toolResult(input),
                schema(call.at("/text/format")),
                List.of(),
                1);
    }

    private static List<Wish.Tool> tools(JsonNode list) {
        List<Wish.Tool> tools = new ArrayList<>();
        for (JsonNode tool : list) {
            if (tool.path("type").asText().equals("function")) {
                tools.add(new Wish.Tool(tool.path("name").asText(), tool.path("parameters")));
            }
        }
        return tools;
    }

    private static String lastUserText(JsonNode input) {
        String last = input.isTextual() ? input.asText() : "";
        for (JsonNode item : input) {
            last = item.path("role").asText().equals("user") ? Texts.joined(item.path("content")) : last;
        }
        return last;
    }

    private static @Nullable String toolResult(JsonNode input) {
        JsonNode last = input.path(input.size() - 1);
        return last.path("type").asText().equals("function_call_output") ? Texts.joined(last.path("output")) : null;
    }

    private static @Nullable JsonNode schema(JsonNode format) {
        return switch (format.path("type").asText()) {
            case "json_schema" -> format.path("schema");
            case "json_object" -> ChatWish.ANY_OBJECT;
            default -> null;
        };
    }
}
