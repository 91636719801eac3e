package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Reply.Reason;
import dev.keypool.dialects.Reply.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a Responses provider's whole answer. */
final class ResponsesReply {
    /** Between a reasoning item's id and its encrypted content; neither holds it. */
    private static final char GAP = '.';

    private ResponsesReply() {}

    static Optional<Reply> of(JsonNode answer) {
        JsonNode output = answer.path("output");
        boolean failed = Trees.textOr(answer, "status", "").equals("failed") || answer.hasNonNull("error");
        if (!output.isArray() || failed) return Optional.empty();
        List<Part> parts = new ArrayList<>();
        for (JsonNode item : output) item(item, parts);
        boolean called = parts.stream().anyMatch(Part.ToolCall.class::isInstance);
        boolean refused = parts.stream().anyMatch(Part.Refusal.class::isInstance);
        return Optional.of(new Reply(
                Trees.name(answer, "id"),
                Trees.name(answer, "model"),
                parts,
                stop(answer, called, refused),
                ResponsesUsage.read(answer.path("usage"))));
    }

    private static void item(JsonNode item, List<Part> parts) {
        switch (Trees.textOr(item, "type", "")) {
            case "message" -> {
                for (JsonNode content : item.path("content")) {
                    String refusal = Trees.text(content, "refusal");
                    parts.add(
                            refusal == null
                                    ? new Part.Text(Trees.textOr(content, "text", ""))
                                    : new Part.Refusal(refusal));
                }
            }
            case "function_call" -> parts.add(call(item, Trees.textOr(item, "arguments", "")));
            case "reasoning" -> {
                String text = ResponsesParts.thought(item.path("summary"), item.path("content"));
                String signature = signature(item);
                if (!text.isEmpty() || signature != null) parts.add(new Part.Thinking(text, signature));
            }
            default -> {} // Items of OpenAI's own tools, for which nobody asked.
        }
    }

    static Part.ToolCall call(JsonNode item, String arguments) {
        return new Part.ToolCall(Trees.textOr(item, "call_id", ""), Trees.textOr(item, "name", ""), arguments);
    }

    /** The item's id with its encrypted content; null when it has none. */
    static @Nullable String signature(JsonNode item) {
        String encrypted = Trees.text(item, "encrypted_content");
        return encrypted == null || encrypted.isEmpty()
                ? null
                : Signature.tagged(Dialect.OPENAI_RESPONSES, Trees.textOr(item, "id", "") + GAP + encrypted);
    }

    /**
     * The item again, for the provider that gave it.
     *
     * @param raw as {@link #signature} made it, without its tag
     */
    static ObjectNode reasoning(String raw, String text) {
        int gap = raw.indexOf(GAP);
        return ResponsesParts.reasoning(raw.substring(0, Math.max(0, gap)), text, raw.substring(gap + 1));
    }

    static Stop stop(JsonNode response, boolean called, boolean refused) {
        String cut = Trees.textOr(response.path("incomplete_details"), "reason", "");
        if (cut.equals("content_filter")) return Stop.of(Reason.CONTENT_FILTER);
        if (!cut.isEmpty()) return Stop.of(Reason.LENGTH);
        return Stop.of(called ? Reason.TOOL_CALLS : refused ? Reason.REFUSAL : Reason.END);
    }
}
