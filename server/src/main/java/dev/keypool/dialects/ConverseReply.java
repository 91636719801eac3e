package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a whole answer of Converse. It names neither itself nor its model. */
final class ConverseReply {
    private ConverseReply() {}

    static Optional<Reply> read(JsonNode answer) {
        JsonNode content = answer.at("/output/message/content");
        if (!content.isArray()) return Optional.empty();
        List<Part> parts = new ArrayList<>(content.size());
        for (JsonNode block : content) {
            Part part = part(block);
            if (part != null) parts.add(part);
        }
        return Optional.of(new Reply(
                null,
                null,
                parts,
                ConverseWords.stop(Trees.text(answer, "stopReason")),
                ConverseWords.usage(answer.get("usage"))));
    }

    /** Null for what no client's dialect has a word for. */
    private static @Nullable Part part(JsonNode block) {
        String text = Trees.text(block, "text");
        if (text != null) return new Part.Text(text);
        if (block.has("toolUse")) return call(block.path("toolUse"));
        if (block.has("reasoningContent")) return reasoning(block.path("reasoningContent"));
        return block.has("citationsContent") ? cited(block.path("citationsContent")) : null;
    }

    private static Part call(JsonNode use) {
        return new Part.ToolCall(
                Trees.textOr(use, "toolUseId", ""),
                Trees.textOr(use, "name", ""),
                Arguments.text(use.path("input").isObject() ? use.path("input") : Trees.object()));
    }

    private static @Nullable Part reasoning(JsonNode content) {
        String sealed = Trees.text(content, "redactedContent");
        if (sealed != null) return new Part.RedactedThinking(ConverseWords.tagged(sealed));
        JsonNode shown = content.path("reasoningText");
        String signature = Trees.text(shown, "signature");
        String text = Trees.text(shown, "text");
        if (text == null && signature == null) return null;
        return new Part.Thinking(text == null ? "" : text, signature == null ? null : ConverseWords.tagged(signature));
    }

    private static Part cited(JsonNode content) {
        StringBuilder text = new StringBuilder();
        for (JsonNode piece : content.path("content")) text.append(Trees.textOr(piece, "text", ""));
        return new Part.Text(text.toString());
    }
}
