package dev.keypool.dialects;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Writes whole answers as chat completions. */
final class ChatAnswer {
    static final String PREFIX = "chatcmpl-";

    private ChatAnswer() {}

    static ObjectNode of(Reply reply, Asked asked) {
        ObjectNode json = Trees.object()
                .put("id", Ids.of(PREFIX, reply.id(), asked))
                .put("object", "chat.completion")
                .put("created", asked.created())
                .put("model", reply.model() == null ? asked.model() : reply.model());
        ObjectNode choice = json.putArray("choices").addObject().put("index", 0);
        choice.set("message", message(reply.parts()));
        choice.putNull("logprobs").put("finish_reason", reason(reply.stop(), refused(reply.parts())));
        if (reply.usage() != null) json.set("usage", ChatUsage.written(reply.usage()));
        return json;
    }

    private static boolean refused(List<Part> parts) {
        return parts.stream().anyMatch(Part.Refusal.class::isInstance);
    }

    private static ObjectNode message(List<Part> parts) {
        var content = new StringBuilder();
        var refusal = new StringBuilder();
        ArrayNode calls = Trees.array();
        boolean texts = false;
        for (Part part : parts) {
            switch (part) {
                case Part.Text text -> {
                    texts = true;
                    content.append(text.text());
                }
                case Part.Refusal said -> refusal.append(said.text());
                case Part.ToolCall call -> calls.add(call(call));
                default -> {} // Reasoning is written below; nothing else is said by models.
            }
        }
        ObjectNode message = Trees.object().put("role", "assistant");
        message.put("content", texts || (calls.isEmpty() && refusal.isEmpty()) ? content.toString() : null);
        message.put("refusal", refusal.isEmpty() ? null : refusal.toString());
        ChatReasoning.write(parts, message);
        if (!calls.isEmpty()) message.set("tool_calls", calls);
        return message;
    }

    /** A call as chat has it in answers and in requests. */
    static ObjectNode call(Part.ToolCall call) {
        ObjectNode json = Trees.object().put("id", call.id()).put("type", "function");
        json.putObject("function")
                .put("name", call.name())
                .put("arguments", call.arguments().isBlank() ? "{}" : call.arguments());
        return json;
    }

    /** @param refused whether the answer holds the model's refusal as such: then it ended as any other */
    static String reason(Reply.Stop stop, boolean refused) {
        return switch (stop.reason()) {
            case END, STOP_SEQUENCE, PAUSE -> "stop";
            case LENGTH -> "length";
            case TOOL_CALLS -> "tool_calls";
            case CONTENT_FILTER -> "content_filter";
            case REFUSAL -> refused ? "stop" : "content_filter";
        };
    }
}
