package dev.keypool.dialects;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Ask.Role;
import dev.keypool.dialects.Ask.Turn;
import dev.keypool.dialects.Part.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a conversation as Anthropic's {@code system} and {@code messages}. Confined to one request. */
final class MessagesTurns {
    private final Losses losses;

    MessagesTurns(Losses losses) {
        this.losses = losses;
    }

    ArrayNode system(List<Part> instructions) {
        ArrayNode blocks = Trees.array();
        for (Part part : instructions) add(part, blocks);
        return blocks;
    }

    ArrayNode messages(List<Turn> turns) {
        ArrayNode messages = Trees.array();
        for (int i = 0; i < turns.size(); i++) {
            Turn turn = turns.get(i);
            boolean user = turn.role() == Role.USER;
            ArrayNode blocks = Trees.array();
            // Results of tools stand first, or the provider misses them.
            if (user) turn.parts().stream().filter(MessagesTurns::isResult).forEach(part -> add(part, blocks));
            turn.parts().stream().filter(part -> !user || !isResult(part)).forEach(part -> add(part, blocks));
            if (!user && i == turns.size() - 1) trimEnd(blocks);
            if (!blocks.isEmpty())
                messages.addObject().put("role", user ? "user" : "assistant").set("content", blocks);
        }
        return messages;
    }

    private static boolean isResult(Part part) {
        return part instanceof Part.ToolResult;
    }

    /** The provider refuses a last word of the assistant that ends in blanks. */
    private static void trimEnd(ArrayNode blocks) {
        if (!blocks.isEmpty() && blocks.get(blocks.size() - 1) instanceof ObjectNode last && last.has("text"))
            last.put("text", last.get("text").textValue().stripTrailing());
    }

    /** Whether its first block would be thinking that this provider signed. */
    static boolean beginsWithThought(Turn turn) {
        Part first = turn.parts().getFirst();
        return switch (first) {
            case Part.Thinking thinking -> raw(thinking.signature()) != null;
            case Part.RedactedThinking thinking -> raw(thinking.data()) != null;
            default -> false;
        };
    }

    private static @Nullable String raw(@Nullable String tagged) {
        return tagged == null
                ? null
                : Signature.raw(Dialect.ANTHROPIC_MESSAGES, tagged).orElse(null);
    }

    private void add(Part part, ArrayNode blocks) {
        if (part instanceof Part.CachePoint mark) mark(mark, blocks);
        else {
            ObjectNode block = block(part);
            if (block != null) blocks.add(block);
        }
    }

    private static void mark(Part.CachePoint mark, ArrayNode blocks) {
        if (!blocks.isEmpty() && blocks.get(blocks.size() - 1) instanceof ObjectNode last)
            last.set("cache_control", CacheMarks.written(mark));
    }

    /** Null for what is left out: texts without a letter, which the provider refuses, and others' thinking. */
    private @Nullable ObjectNode block(Part part) {
        return switch (part) {
            case Part.Text text -> text(text.text());
            case Part.Refusal refusal -> text(refusal.text());
            case Part.Image image -> {
                if (image.detail() != null && !image.detail().equals("auto")) losses.drop("detail");
                yield Trees.object().put("type", "image").set("source", source(image.source()));
            }
            case Part.Document document -> document(document);
            case Part.ToolCall call -> call(call);
            case Part.ToolResult result -> result(result);
            case Part.Thinking thinking -> thinking(thinking);
            case Part.RedactedThinking thinking -> redacted(thinking);
            case Part.CachePoint _ -> null;
        };
    }

    private static @Nullable ObjectNode text(String text) {
        return text.isBlank() ? null : Trees.object().put("type", "text").put("text", text);
    }

    private static ObjectNode source(Source source) {
        ObjectNode json = Trees.object();
        return switch (source) {
            case Source.Url url -> json.put("type", "url").put("url", url.url());
            case Source.Base64 data ->
                json.put("type", "base64").put("media_type", data.mediaType()).put("data", data.data());
            case Source.Plain plain ->
                json.put("type", "text").put("media_type", "text/plain").put("data", plain.text());
        };
    }

    private ObjectNode document(Part.Document document) {
        if (document.source() instanceof Source.Base64 data && !data.mediaType().equals("application/pdf"))
            throw losses.refused(
                    "messages",
                    "A file is of type " + data.mediaType() + "; the provider that serves this model reads PDF and"
                            + " plain text. Send one of them.");
        ObjectNode json = Trees.object().put("type", "document");
        json.set("source", source(document.source()));
        Sparse.put(json, "title", document.name());
        return json;
    }

    private static ObjectNode call(Part.ToolCall call) {
        return Trees.object()
                .put("type", "tool_use")
                .put("id", id(call.id()))
                .put("name", call.name())
                .set("input", Arguments.object(call.arguments()));
    }

    private ObjectNode result(Part.ToolResult result) {
        ObjectNode json = Trees.object().put("type", "tool_result").put("tool_use_id", id(result.callId()));
        ArrayNode content = Trees.array();
        for (Part part : result.parts()) add(part, content);
        if (!content.isEmpty()) json.set("content", content);
        if (result.error()) json.put("is_error", true);
        return json;
    }

    /** Other providers' ids may hold characters that this one refuses. */
    private static String id(String id) {
        return id.replaceAll("[^a-zA-Z0-9_-]", "_");
    }

    private @Nullable ObjectNode thinking(Part.Thinking thinking) {
        String raw = raw(thinking.signature());
        if (raw == null) {
            losses.drop("thinking");
            return null;
        }
        return Trees.object()
                .put("type", "thinking")
                .put("thinking", thinking.text())
                .put("signature", raw);
    }

    private @Nullable ObjectNode redacted(Part.RedactedThinking thinking) {
        String raw = raw(thinking.data());
        if (raw == null) losses.drop("thinking");
        return raw == null
                ? null
                : Trees.object().put("type", "redacted_thinking").put("data", raw);
    }
}
