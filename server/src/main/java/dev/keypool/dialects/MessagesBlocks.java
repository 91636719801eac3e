package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.dialects.Ask.Conversation;
import dev.keypool.dialects.Ask.Role;
import dev.keypool.dialects.Part.Source;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code system} and {@code messages} of a client's Anthropic request. Confined to one request. */
final class MessagesBlocks {
    private static final String OUT_OF_REACH =
            "names a file that lies with Anthropic, out of reach of this provider. Send its content.";

    private final Losses losses;
    private final List<Part> instructions = new ArrayList<>();
    private final Turns turns = new Turns();

    MessagesBlocks(Losses losses) {
        this.losses = losses;
    }

    /** @param mark stands at the request itself and means its last block */
    Conversation read(@Nullable JsonNode system, List<Members> messages, Part.@Nullable CachePoint mark) {
        if (messages.isEmpty())
            throw new Untranslatable("messages", "messages is empty. Send a list with at least one message.");
        if (system != null) instructions.addAll(content(system, "system"));
        for (Members message : messages) message(message);
        if (mark != null) turns.add(Role.USER, List.of(mark));
        return new Conversation(instructions, turns.all());
    }

    private void message(Members message) {
        String role = message.requiredText("role");
        List<Part> parts = content(message.required("content"), message.at("content"));
        switch (role) {
            case "user" -> turns.add(Role.USER, parts);
            case "assistant" -> turns.add(Role.ASSISTANT, parts);
            case "system" -> instructions.addAll(parts);
            default -> throw message.refused("role", "is \"" + role + "\"; send user or assistant.");
        }
        message.end();
    }

    private List<Part> content(JsonNode content, String path) {
        if (content.isTextual()) return List.of(new Part.Text(content.textValue()));
        List<Part> parts = new ArrayList<>();
        for (Members block : Members.objects(content, path)) {
            block(block, parts);
            CacheMarks.read(block, parts);
            block.end();
        }
        return parts;
    }

    private void block(Members block, List<Part> parts) {
        String type = block.requiredText("type");
        switch (type) {
            case "text" -> {
                parts.add(new Part.Text(block.requiredText("text")));
                block.drop(losses, "citations");
            }
            case "image" -> parts.add(new Part.Image(source(block), null));
            case "document" -> document(block, parts);
            case "tool_use" -> parts.add(call(block));
            case "tool_result" -> parts.add(result(block));
            case "thinking" -> parts.add(thinking(block));
            case "redacted_thinking" -> parts.add(new Part.RedactedThinking(block.requiredText("data")));
            default ->
                throw block.refused(
                        "type",
                        "is \"" + type + "\", which only Anthropic understands. Leave it out, or name a model"
                                + " that Anthropic serves.");
        }
    }

    private static Part thinking(Members block) {
        String signature = block.textOr("signature", "");
        return new Part.Thinking(block.requiredText("thinking"), signature.isEmpty() ? null : signature);
    }

    private static Part call(Members block) {
        JsonNode input = block.required("input");
        block.ignore("caller", "toolset_name");
        return new Part.ToolCall(block.requiredText("id"), block.requiredText("name"), Arguments.text(input));
    }

    private Part result(Members block) {
        JsonNode content = block.take("content");
        List<Part> parts = content == null ? List.of() : content(content, block.at("content"));
        block.ignore("toolset_name");
        return new Part.ToolResult(
                block.requiredText("tool_use_id"), parts, Boolean.TRUE.equals(block.flag("is_error")));
    }

    private void document(Members block, List<Part> parts) {
        String context = block.text("context");
        if (context != null) parts.add(new Part.Text(context));
        Members citations = block.object("citations");
        if (citations != null && Boolean.TRUE.equals(citations.flag("enabled"))) losses.drop("citations");
        parts.add(new Part.Document(Media.file(source(block), block.at("source.data")), block.text("title")));
    }

    private static Source source(Members block) {
        Members source = Members.of(block.required("source"), block.at("source"));
        String type = source.requiredText("type");
        Source read = switch (type) {
            case "base64" -> new Source.Base64(source.requiredText("media_type"), source.requiredText("data"));
            case "url" -> new Source.Url(source.requiredText("url"));
            case "text" -> plain(source);
            case "content" -> new Source.Plain(source.requiredText("content"));
            case "file" -> throw source.refused("type", OUT_OF_REACH);
            default -> throw source.refused("type", "is \"" + type + "\"; send base64, url or text.");
        };
        source.end();
        return read;
    }

    private static Source plain(Members source) {
        source.ignore("media_type");
        return new Source.Plain(source.requiredText("data"));
    }
}
