package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Reply.Reason;
import dev.keypool.dialects.Reply.Stop;
import dev.keypool.values.TokenUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes whole answers as OpenAI responses, which repeat much of their request. */
final class ResponsesAnswer {
    static final String PREFIX = "resp_";

    private static final List<String> REPEATED = List.of(
            "instructions",
            "max_output_tokens",
            "max_tool_calls",
            "previous_response_id",
            "prompt_cache_key",
            "reasoning",
            "safety_identifier",
            "service_tier",
            "temperature",
            "top_p",
            "user");

    private ResponsesAnswer() {}

    static ObjectNode of(Reply reply, Asked asked) {
        String model = reply.model() == null ? asked.model() : reply.model();
        ObjectNode json = head(Ids.of(PREFIX, reply.id(), asked), model, asked);
        return finish(json, output(reply.parts(), asked), reply.stop(), reply.usage());
    }

    /** A response that is in progress, without output so far. */
    static ObjectNode head(String id, String model, Asked asked) {
        ObjectNode json = Trees.object()
                .put("id", id)
                .put("object", "response")
                .put("created_at", asked.created())
                .put("status", "in_progress")
                .put("background", false)
                .putNull("error")
                .putNull("incomplete_details")
                .put("model", model);
        json.putArray("output");
        JsonNode body = asked.body();
        for (String name : REPEATED) json.set(name, body.path(name).isMissingNode() ? Trees.none() : body.get(name));
        json.put("store", false).put("truncation", "disabled");
        json.set("metadata", or(body, "metadata", Trees.object()));
        json.set("parallel_tool_calls", or(body, "parallel_tool_calls", Trees.yes()));
        json.set("tool_choice", or(body, "tool_choice", Trees.word("auto")));
        json.set("tools", or(body, "tools", Trees.array()));
        json.set("text", text(body.path("text")));
        return json.putNull("usage");
    }

    private static JsonNode text(JsonNode asked) {
        ObjectNode text = asked.isObject() ? asked.deepCopy() : Trees.object();
        if (!text.hasNonNull("format")) text.putObject("format").put("type", "text");
        return text;
    }

    private static JsonNode or(JsonNode body, String name, JsonNode standard) {
        return body.hasNonNull(name) ? body.get(name) : standard;
    }

    /** The response as it is when all was said. */
    static ObjectNode finish(ObjectNode json, ArrayNode output, Stop stop, @Nullable TokenUsage usage) {
        String cut = cut(stop);
        json.put("status", cut == null ? "completed" : "incomplete");
        if (cut != null) json.putObject("incomplete_details").put("reason", cut);
        json.set("output", output);
        if (usage != null) json.set("usage", ResponsesUsage.written(usage));
        return json;
    }

    /** Why it is incomplete; null when it is not. A refusal in words is an answer like any other. */
    static @Nullable String cut(Stop stop) {
        if (stop.reason() == Reason.LENGTH) return "max_output_tokens";
        return stop.reason() == Reason.CONTENT_FILTER ? "content_filter" : null;
    }

    /** Neighbouring texts are parts of one message. */
    private static ArrayNode output(List<Part> parts, Asked asked) {
        ArrayNode output = Trees.array();
        boolean encrypted = ResponsesClient.wantsEncrypted(asked);
        ArrayNode message = null;
        for (Part part : parts) {
            ObjectNode said = said(part);
            if (said == null) {
                message = null;
                output.add(item(part, asked, encrypted));
            } else {
                if (message == null) message = begun(output, asked);
                message.add(said);
            }
        }
        return output;
    }

    private static ArrayNode begun(ArrayNode output, Asked asked) {
        ObjectNode item = ResponsesParts.message("msg_" + asked.ids().get(), "completed");
        output.add(item);
        return item.withArray("content");
    }

    private static @Nullable ObjectNode said(Part part) {
        return switch (part) {
            case Part.Text text -> ResponsesParts.text(text.text());
            case Part.Refusal refusal -> ResponsesParts.refusal(refusal.text());
            default -> null;
        };
    }

    private static ObjectNode item(Part part, Asked asked, boolean encrypted) {
        String id = asked.ids().get();
        return switch (part) {
            case Part.ToolCall call ->
                ResponsesParts.call(
                        "fc_" + id, call, call.arguments().isBlank() ? "{}" : call.arguments(), "completed");
            case Part.Thinking thinking ->
                ResponsesParts.reasoning("rs_" + id, thinking.text(), encrypted ? thinking.signature() : null);
            case Part.RedactedThinking thinking ->
                ResponsesParts.reasoning("rs_" + id, "", encrypted ? ResponsesParts.SEALED + thinking.data() : null);
            default -> throw new IllegalArgumentException("A model does not say " + part);
        };
    }
}
