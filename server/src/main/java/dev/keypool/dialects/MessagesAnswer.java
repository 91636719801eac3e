package dev.keypool.dialects;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Reply.Stop;

/** Writes whole answers as Anthropic messages. */
final class MessagesAnswer {
    static final String PREFIX = "msg_";

    private MessagesAnswer() {}

    static ObjectNode of(Reply reply, Asked asked) {
        ObjectNode json =
                head(Ids.of(PREFIX, reply.id(), asked), reply.model() == null ? asked.model() : reply.model());
        ArrayNode content = json.putArray("content");
        for (Part part : reply.parts()) content.add(block(part));
        stop(json, reply.stop());
        json.set("usage", MessagesUsage.written(reply.usage()));
        return json;
    }

    static ObjectNode head(String id, String model) {
        return Trees.object()
                .put("id", id)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", model);
    }

    static void stop(ObjectNode json, Stop stop) {
        json.put("stop_reason", reason(stop)).put("stop_sequence", stop.sequence());
    }

    private static String reason(Stop stop) {
        return switch (stop.reason()) {
            case END -> "end_turn";
            case LENGTH -> "max_tokens";
            case TOOL_CALLS -> "tool_use";
            case STOP_SEQUENCE -> "stop_sequence";
            case CONTENT_FILTER, REFUSAL -> "refusal";
            case PAUSE -> "pause_turn";
        };
    }

    /** A block as it stands in an answer. */
    static ObjectNode block(Part part) {
        ObjectNode json = Trees.object();
        return switch (part) {
            case Part.Text text -> json.put("type", "text").put("text", text.text());
            case Part.Refusal refusal -> json.put("type", "text").put("text", refusal.text());
            case Part.Thinking thinking ->
                json.put("type", "thinking")
                        .put("thinking", thinking.text())
                        .put("signature", thinking.signature() == null ? "" : thinking.signature());
            case Part.RedactedThinking thinking ->
                json.put("type", "redacted_thinking").put("data", thinking.data());
            case Part.ToolCall call -> {
                json.put("type", "tool_use").put("id", call.id()).put("name", call.name());
                json.set("input", Arguments.object(call.arguments()));
                json.putObject("caller").put("type", "direct");
                yield json;
            }
            default -> throw new IllegalArgumentException("A model does not say " + part);
        };
    }
}
