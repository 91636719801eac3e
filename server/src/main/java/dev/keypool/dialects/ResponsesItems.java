package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.dialects.Ask.Conversation;
import dev.keypool.dialects.Ask.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the {@code input} of a client's Responses request: a string or items. Confined to one request. */
final class ResponsesItems {
    private final List<Part> instructions = new ArrayList<>();
    private final Turns turns = new Turns();

    Conversation read(@Nullable String instruction, JsonNode input) {
        if (instruction != null) instructions.add(new Part.Text(instruction));
        if (input.isTextual()) turns.add(Role.USER, List.of(new Part.Text(input.textValue())));
        else Members.objects(input, "input").forEach(this::item);
        Conversation read = new Conversation(instructions, turns.all());
        if (read.turns().isEmpty() && instructions.isEmpty())
            throw new Untranslatable("input", "input is empty. Send a text or a list with at least one item.");
        return read;
    }

    private void item(Members item) {
        String type = item.textOr("type", "message");
        switch (type) {
            case "message" -> message(item);
            case "function_call" -> turns.add(Role.ASSISTANT, List.of(call(item)));
            case "function_call_output" -> turns.add(Role.USER, List.of(result(item)));
            case "reasoning" -> turns.add(Role.ASSISTANT, reasoning(item));
            case "item_reference" ->
                throw item.refused("type", "is item_reference, an item kept by OpenAI. Send the item itself.");
            default ->
                throw item.refused(
                        "type",
                        "is \"" + type + "\", which only OpenAI understands. Leave it out, or name a model that"
                                + " OpenAI serves.");
        }
        item.ignore("id", "status");
        item.end();
    }

    private void message(Members item) {
        String role = item.requiredText("role");
        JsonNode content = item.required("content");
        List<Part> parts = ResponsesParts.read(content, item.at("content"));
        item.ignore("phase");
        switch (role) {
            case "user" -> turns.add(Role.USER, parts);
            case "assistant" -> turns.add(Role.ASSISTANT, parts);
            case "system", "developer" -> instructions.addAll(parts);
            default -> throw item.refused("role", "is \"" + role + "\"; send user, assistant, system or developer.");
        }
    }

    private static Part call(Members item) {
        return new Part.ToolCall(item.requiredText("call_id"), item.requiredText("name"), item.textOr("arguments", ""));
    }

    private static Part result(Members item) {
        List<Part> parts = ResponsesParts.read(item.required("output"), item.at("output"));
        return new Part.ToolResult(item.requiredText("call_id"), parts, false);
    }

    /** What {@link ResponsesParts#reasoning} wrote. */
    private static List<Part> reasoning(Members item) {
        String encrypted = item.text("encrypted_content");
        String text = ResponsesParts.thought(item.take("summary"), item.take("content"));
        if (encrypted != null && encrypted.startsWith(ResponsesParts.SEALED))
            return List.of(new Part.RedactedThinking(encrypted.substring(ResponsesParts.SEALED.length())));
        return text.isEmpty() && encrypted == null ? List.of() : List.of(new Part.Thinking(text, encrypted));
    }
}
