package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** What a client gathers from a stream, in the form that a whole answer has. Written apart from the code under test. */
final class Gathered {
    private Gathered() {}

    static ObjectNode stream(Dialect client, String stream) {
        List<ObjectNode> events = Goldens.events(stream).stream()
                .filter(data -> !data.equals("[DONE]"))
                .map(data -> Goldens.json(data.getBytes(StandardCharsets.UTF_8)))
                .toList();
        return switch (client) {
            case OPENAI_CHAT -> chat(events);
            case ANTHROPIC_MESSAGES -> messages(events);
            case OPENAI_RESPONSES, BEDROCK_CONVERSE ->
                bare((ObjectNode) events.getLast().get("response"));
        };
    }

    /** The whole answer's part that a stream tells as well. */
    static ObjectNode whole(Dialect client, ObjectNode answer) {
        ObjectNode told = Trees.object();
        switch (client) {
            case OPENAI_CHAT -> {
                JsonNode choice = answer.path("choices").path(0);
                told.set("message", choice.get("message"));
                told.set("finish_reason", choice.get("finish_reason"));
                told.set("usage", answer.get("usage"));
            }
            case ANTHROPIC_MESSAGES -> {
                for (String name : List.of("content", "stop_reason", "stop_sequence", "usage"))
                    told.set(name, answer.get(name));
            }
            case OPENAI_RESPONSES, BEDROCK_CONVERSE -> told = answer;
        }
        return bare(told);
    }

    /** Without ids of our own making, nulls and empty texts, whose order of making differs. */
    private static ObjectNode bare(ObjectNode json) {
        ObjectNode copy = json.deepCopy();
        strip(copy, true);
        return copy;
    }

    private static void strip(JsonNode node, boolean top) {
        if (node instanceof ObjectNode object) {
            Iterator<Map.Entry<String, JsonNode>> members = object.properties().iterator();
            while (members.hasNext()) {
                var member = members.next();
                JsonNode value = member.getValue();
                boolean ours =
                        !top && member.getKey().equals("id") && value.asText().matches("(msg|fc|rs)_id\\d+");
                if (ours
                        || value.isNull()
                        || (value.isTextual() && value.asText().isEmpty())) members.remove();
            }
        }
        node.forEach(child -> strip(child, false));
    }

    private static ObjectNode chat(List<ObjectNode> events) {
        ObjectNode told = Trees.object();
        ObjectNode message = told.putObject("message");
        for (ObjectNode event : events) {
            if (event.hasNonNull("usage")) told.set("usage", event.get("usage"));
            JsonNode choice = event.path("choices").path(0);
            if (choice.hasNonNull("finish_reason")) told.set("finish_reason", choice.get("finish_reason"));
            choice.path("delta").properties().forEach(member -> chat(message, member.getKey(), member.getValue()));
        }
        return bare(told);
    }

    private static void chat(ObjectNode message, String name, JsonNode value) {
        if (name.equals("tool_calls")) call(message.withArray(name), value.get(0));
        else if (value.isArray()) message.withArray(name).addAll((ArrayNode) value);
        else if (value.isTextual()) append(message, name, value.asText());
    }

    private static void call(ArrayNode calls, JsonNode delta) {
        if (delta.path("index").asInt() == calls.size()) {
            ObjectNode call = delta.deepCopy();
            call.remove("index");
            calls.add(call);
        } else {
            ObjectNode function = (ObjectNode) calls.get(calls.size() - 1).get("function");
            append(
                    function,
                    "arguments",
                    delta.path("function").path("arguments").asText());
        }
    }

    private static ObjectNode messages(List<ObjectNode> events) {
        ObjectNode told = Trees.object();
        ArrayNode content = told.putArray("content");
        var json = new StringBuilder();
        for (ObjectNode event : events) {
            switch (event.path("type").asText()) {
                case "content_block_start" -> {
                    content.add(event.get("content_block"));
                    json.setLength(0);
                }
                case "content_block_delta" ->
                    delta((ObjectNode) content.get(content.size() - 1), event.get("delta"), json);
                case "message_delta" -> {
                    told.setAll((ObjectNode) event.get("delta"));
                    told.set("usage", event.get("usage"));
                }
                default -> {}
            }
        }
        return bare(told);
    }

    private static void delta(ObjectNode block, JsonNode delta, StringBuilder json) {
        delta.properties().forEach(member -> {
            String text = member.getValue().asText();
            switch (member.getKey()) {
                case "type" -> {}
                case "partial_json" -> {
                    json.append(text);
                    Trees.object(json.toString()).ifPresent(input -> block.set("input", input));
                }
                default -> append(block, member.getKey(), text);
            }
        });
    }

    private static void append(ObjectNode json, String name, String text) {
        json.put(name, json.path(name).asText("") + text);
    }
}
