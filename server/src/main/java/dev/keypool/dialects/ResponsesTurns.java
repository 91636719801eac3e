package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Ask.Conversation;
import dev.keypool.dialects.Ask.Role;
import dev.keypool.dialects.Ask.Turn;
import dev.keypool.dialects.Part.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a conversation as {@code input} items of a Responses request. Confined to one request. */
final class ResponsesTurns {
    private final Losses losses;
    private final ArrayNode items = Trees.array();
    private @Nullable ArrayNode said;

    ResponsesTurns(Losses losses) {
        this.losses = losses;
    }

    ArrayNode written(Conversation conversation) {
        conversation.instructions().forEach(this::isCachePoint);
        for (Turn turn : conversation.turns()) {
            said = null;
            boolean user = turn.role() == Role.USER;
            for (Part part : turn.parts()) if (!isCachePoint(part)) add(part, user);
        }
        return items;
    }

    private boolean isCachePoint(Part part) {
        if (!(part instanceof Part.CachePoint)) return false;
        losses.drop("cache_control");
        return true;
    }

    private void add(Part part, boolean user) {
        switch (part) {
            case Part.ToolCall call -> item(call(call));
            case Part.ToolResult result -> item(result(result));
            case Part.Thinking thinking -> thinking(thinking);
            case Part.RedactedThinking _ -> losses.drop("thinking");
            default -> say(content(part, user), user);
        }
    }

    private void item(ObjectNode item) {
        said = null;
        items.add(item);
    }

    /** Neighbouring texts and pictures are parts of one message. */
    private void say(ObjectNode content, boolean user) {
        if (said == null) {
            ObjectNode message = Trees.object().put("type", "message").put("role", user ? "user" : "assistant");
            said = message.putArray("content");
            items.add(message);
        }
        said.add(content);
    }

    private ObjectNode content(Part part, boolean user) {
        ObjectNode json = Trees.object();
        return switch (part) {
            case Part.Text text ->
                json.put("type", user ? "input_text" : "output_text").put("text", text.text());
            case Part.Refusal refusal -> json.put("type", "refusal").put("refusal", refusal.text());
            case Part.Image image ->
                json.put("type", "input_image")
                        .put("image_url", Media.url(image.source()))
                        .put("detail", image.detail() == null ? "auto" : image.detail());
            case Part.Document document -> document(document);
            default -> throw new IllegalArgumentException("Not said in a message: " + part);
        };
    }

    private static ObjectNode document(Part.Document document) {
        ObjectNode json = Trees.object();
        return switch (document.source()) {
            case Source.Plain plain -> json.put("type", "input_text").put("text", plain.text());
            case Source.Url url -> json.put("type", "input_file").put("file_url", url.url());
            case Source.Base64 data ->
                json.put("type", "input_file")
                        .put("filename", document.name() == null ? "document.pdf" : document.name())
                        .put("file_data", Media.url(data));
        };
    }

    private static ObjectNode call(Part.ToolCall call) {
        return Trees.object()
                .put("type", "function_call")
                .put("call_id", call.id())
                .put("name", call.name())
                .put("arguments", call.arguments().isBlank() ? "{}" : call.arguments());
    }

    private ObjectNode result(Part.ToolResult result) {
        if (result.error()) losses.drop("is_error");
        return Trees.object()
                .put("type", "function_call_output")
                .put("call_id", result.callId())
                .set("output", output(result.parts()));
    }

    private JsonNode output(List<Part> parts) {
        if (parts.isEmpty()) return Trees.word("");
        if (parts.size() == 1 && parts.getFirst() instanceof Part.Text text) return Trees.word(text.text());
        ArrayNode output = Trees.array();
        for (Part part : parts) if (!isCachePoint(part)) output.add(content(part, true));
        return output;
    }

    private void thinking(Part.Thinking thinking) {
        String raw = thinking.signature() == null
                ? null
                : Signature.raw(Dialect.OPENAI_RESPONSES, thinking.signature()).orElse(null);
        if (raw == null) losses.drop("thinking");
        else item(ResponsesReply.reasoning(raw, thinking.text()));
    }
}
