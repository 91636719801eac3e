package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.dialects.Reply.Reason;
import dev.keypool.dialects.Reply.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads an Anthropic provider's whole answer. */
final class MessagesReply {
    private MessagesReply() {}

    static Optional<Reply> of(JsonNode answer) {
        JsonNode content = answer.path("content");
        if (!content.isArray() || !Trees.textOr(answer, "type", "message").equals("message")) return Optional.empty();
        List<Part> parts = new ArrayList<>();
        for (JsonNode block : content) {
            Part part = part(block);
            if (part != null) parts.add(part);
        }
        return Optional.of(new Reply(
                Trees.name(answer, "id"),
                Trees.name(answer, "model"),
                parts,
                stop(answer),
                MessagesUsage.read(answer.path("usage"))));
    }

    /** What a block holds, in a whole answer or where it begins in a stream; null for what only Anthropic's own tools say. */
    static @Nullable Part part(JsonNode block) {
        return switch (Trees.textOr(block, "type", "")) {
            case "text" -> new Part.Text(Trees.textOr(block, "text", ""));
            case "tool_use" ->
                new Part.ToolCall(
                        Trees.textOr(block, "id", ""), Trees.textOr(block, "name", ""), input(block.path("input")));
            case "thinking" ->
                new Part.Thinking(Trees.textOr(block, "thinking", ""), signature(Trees.textOr(block, "signature", "")));
            case "redacted_thinking" ->
                new Part.RedactedThinking(
                        Signature.tagged(Dialect.ANTHROPIC_MESSAGES, Trees.textOr(block, "data", "")));
            default -> null;
        };
    }

    private static String input(JsonNode input) {
        return input.isObject() && !input.isEmpty() ? Arguments.text(input) : "";
    }

    private static @Nullable String signature(String raw) {
        return raw.isEmpty() ? null : Signature.tagged(Dialect.ANTHROPIC_MESSAGES, raw);
    }

    /** @param place where {@code stop_reason} and {@code stop_sequence} stand */
    static Stop stop(JsonNode place) {
        return switch (Trees.textOr(place, "stop_reason", "")) {
            case "max_tokens", "model_context_window_exceeded" -> Stop.of(Reason.LENGTH);
            case "tool_use" -> Stop.of(Reason.TOOL_CALLS);
            case "stop_sequence" -> new Stop(Reason.STOP_SEQUENCE, Trees.text(place, "stop_sequence"));
            case "refusal" -> Stop.of(Reason.REFUSAL);
            case "pause_turn" -> Stop.of(Reason.PAUSE);
            default -> Stop.of(Reason.END);
        };
    }
}
