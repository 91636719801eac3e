package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.dialects.Reply.Reason;
import dev.keypool.dialects.Reply.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a chat provider's whole answer. */
final class ChatReply {
    private ChatReply() {}

    static Optional<Reply> of(JsonNode answer) {
        JsonNode choice = answer.path("choices").path(0);
        JsonNode message = choice.path("message");
        String reason = Trees.textOr(choice, "finish_reason", "stop");
        if (!message.isObject() || answer.hasNonNull("error") || reason.equals("error")) return Optional.empty();
        List<Part> parts = new ArrayList<>(ChatReasoning.ofProvider(message));
        content(message.path("content"), parts);
        String refusal = Trees.textOr(message, "refusal", "");
        boolean refused = !refusal.isEmpty();
        if (refused) parts.add(new Part.Refusal(refusal));
        JsonNode calls = message.path("tool_calls");
        for (JsonNode call : calls) parts.add(call(call));
        return Optional.of(new Reply(
                Trees.name(answer, "id"),
                Trees.name(answer, "model"),
                parts,
                stop(reason, !calls.isEmpty(), refused),
                ChatUsage.read(answer.has("usage") ? answer.path("usage") : choice.path("usage"))));
    }

    /** A string, or Mistral's list of parts. */
    private static void content(JsonNode content, List<Part> parts) {
        if (content.isTextual() && !content.textValue().isEmpty()) parts.add(new Part.Text(content.textValue()));
        for (JsonNode part : content) {
            for (JsonNode thought : part.path("thinking")) {
                parts.add(new Part.Thinking(
                        Trees.textOr(thought, "text", ""), ChatReasoning.signature(ChatReasoning.CONTENT)));
            }
            String text = Trees.text(part, "text");
            if (text != null) parts.add(new Part.Text(text));
        }
    }

    private static Part call(JsonNode call) {
        JsonNode function = call.path("function");
        JsonNode arguments = function.path("arguments");
        return new Part.ToolCall(
                Trees.textOr(call, "id", ""),
                Trees.textOr(function, "name", ""),
                arguments.isObject() ? Arguments.text(arguments) : arguments.asText(""));
    }

    /** Some providers say {@code stop} where they called a tool. */
    static Stop stop(String reason, boolean called, boolean refused) {
        return Stop.of(
                switch (reason) {
                    case "length", "max_tokens" -> Reason.LENGTH;
                    case "content_filter" -> Reason.CONTENT_FILTER;
                    case "tool_calls", "function_call" -> Reason.TOOL_CALLS;
                    default -> called ? Reason.TOOL_CALLS : refused ? Reason.REFUSAL : Reason.END;
                });
    }
}
