package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the {@link Wish} of Bedrock's Converse. */
final class ConverseWish {
    private ConverseWish() {}

    static Wish of(JsonNode call) {
        JsonNode messages = call.path("messages");
        return new Wish(
                tools(call.at("/toolConfig/tools")),
                choice(call.at("/toolConfig/toolChoice")),
                lastUserText(messages),
                toolResult(messages.path(messages.size() - 1).path("content")),
                schema(call.at("/outputConfig/textFormat")),
                ChatWish.texts(call.at("/inferenceConfig/stopSequences")),
                1);
    }

    private static List<Wish.Tool> tools(JsonNode list) {
        List<Wish.Tool> tools = new ArrayList<>();
        for (JsonNode tool : list) {
            JsonNode spec = tool.path("toolSpec");
            if (spec.has("name")) {
                tools.add(new Wish.Tool(spec.path("name").asText(), spec.at("/inputSchema/json")));
            }
        }
        return tools;
    }

    private static Wish.ToolChoice choice(JsonNode choice) {
        boolean must = choice.has("any") || choice.has("tool");
        String name = choice.at("/tool/name").asText(null);
        return new Wish.ToolChoice(must ? Wish.Policy.REQUIRED : Wish.Policy.AUTO, name, true);
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
            if (part.has("toolResult")) {
                any = true;
                part.at("/toolResult/content")
                        .forEach(one -> text.append(
                                one.has("json")
                                        ? one.get("json").toString()
                                        : one.path("text").asText()));
            }
        }
        return any ? text.toString() : null;
    }

    /** The schema is a string of JSON there. */
    private static @Nullable JsonNode schema(JsonNode format) {
        String schema = format.at("/structure/jsonSchema/schema").asText();
        return schema.isEmpty() ? null : Json.object(schema.getBytes(StandardCharsets.UTF_8));
    }
}
