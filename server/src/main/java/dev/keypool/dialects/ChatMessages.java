package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.dialects.Ask.Conversation;
import dev.keypool.dialects.Ask.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the {@code messages} of a chat request. Confined to one request. */
final class ChatMessages {
    private final Losses losses;
    private final List<Part> instructions = new ArrayList<>();
    private final Turns turns = new Turns();

    ChatMessages(Losses losses) {
        this.losses = losses;
    }

    Conversation read(List<Members> messages) {
        if (messages.isEmpty())
            throw new Untranslatable("messages", "messages is empty. Send a list with at least one message.");
        messages.forEach(this::message);
        return new Conversation(instructions, turns.all());
    }

    private void message(Members message) {
        String role = message.requiredText("role");
        switch (role) {
            case "system", "developer" -> instructions.addAll(ChatParts.texts(message));
            case "user" -> turns.add(Role.USER, ChatParts.user(message));
            case "assistant" -> turns.add(Role.ASSISTANT, assistant(message));
            case "tool" -> turns.add(Role.USER, List.of(result(message)));
            default ->
                throw message.refused(
                        "role",
                        "is \"" + role + "\"; send system, developer, user, assistant or tool. Old functions are not"
                                + " translated.");
        }
        message.drop(losses, "name");
        message.end();
    }

    private Part result(Members message) {
        return new Part.ToolResult(message.requiredText("tool_call_id"), ChatParts.texts(message), false);
    }

    private List<Part> assistant(Members message) {
        List<Part> parts = new ArrayList<>(ChatReasoning.ofClient(message));
        if (message.has("content")) parts.addAll(ChatParts.assistant(message));
        else message.ignore("content");
        String refusal = message.text("refusal");
        if (refusal != null && !refusal.isEmpty()) parts.add(new Part.Refusal(refusal));
        for (Members call : message.objects("tool_calls")) parts.add(call(call));
        message.refuse("audio", "is audio, which is not translated. Send its transcript as content.");
        message.refuse(
                "function_call", "belongs to the old function calling, which is not translated. Use tool_calls.");
        message.ignore("annotations");
        return parts;
    }

    private static Part call(Members call) {
        String type = call.textOr("type", "function");
        Members function = call.object("function");
        if (!type.equals("function") || function == null)
            throw call.refused("type", "is \"" + type + "\"; only calls of functions can be translated.");
        var part = new Part.ToolCall(
                call.requiredText("id"), function.requiredText("name"), arguments(function.take("arguments")));
        function.end();
        call.ignore("index");
        call.end();
        return part;
    }

    /** Text by the book; some clients send the object itself. */
    private static String arguments(@Nullable JsonNode sent) {
        if (sent == null) return "";
        return sent.isTextual() ? sent.textValue() : Arguments.text(sent);
    }
}
