package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Ask.Conversation;
import dev.keypool.dialects.Ask.Role;
import dev.keypool.dialects.Ask.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a conversation as {@code messages} of a chat request. Confined to one request. */
final class ChatTurns {
    /** Between texts that stood apart: providers of this dialect are surest to take one string. */
    private static final String GAP = "\n\n";

    private final Losses losses;
    private final ArrayNode messages = Trees.array();

    ChatTurns(Losses losses) {
        this.losses = losses;
    }

    ArrayNode written(Conversation conversation) {
        if (!conversation.instructions().isEmpty()) {
            String text = joined(conversation.instructions());
            messages.addObject().put("role", "system").put("content", text);
        }
        int loop = Loops.start(conversation.turns());
        for (int i = 0; i < conversation.turns().size(); i++) {
            Turn turn = conversation.turns().get(i);
            if (turn.role() == Role.USER) user(turn.parts());
            else assistant(turn.parts(), i >= loop);
        }
        return messages;
    }

    private String joined(List<Part> parts) {
        if (parts.stream().anyMatch(Part.CachePoint.class::isInstance)) losses.drop("cache_control");
        return parts.stream()
                .filter(Part.Text.class::isInstance)
                .map(part -> ((Part.Text) part).text())
                .collect(Collectors.joining(GAP));
    }

    /** Results of tools are messages of their own, and come first: a provider expects them right behind the calls. */
    private void user(List<Part> parts) {
        List<Part> rest = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.ToolResult result) result(result, rest);
        }
        parts.stream().filter(part -> !(part instanceof Part.ToolResult)).forEach(rest::add);
        rest.removeIf(this::isCachePoint);
        if (!rest.isEmpty()) messages.addObject().put("role", "user").set("content", content(rest));
    }

    private boolean isCachePoint(Part part) {
        if (!(part instanceof Part.CachePoint)) return false;
        losses.drop("cache_control");
        return true;
    }

    /** Results hold text alone here: pictures and files follow in a message of the user. */
    private void result(Part.ToolResult result, List<Part> rest) {
        if (result.error()) losses.drop("is_error");
        messages.addObject()
                .put("role", "tool")
                .put("tool_call_id", result.callId())
                .put("content", joined(result.parts()));
        List<Part> others = result.parts().stream()
                .filter(part -> part instanceof Part.Image || part instanceof Part.Document)
                .toList();
        if (others.isEmpty()) return;
        losses.drop("tool_result_images");
        rest.add(new Part.Text("Content of the result of tool call " + result.callId() + ":"));
        rest.addAll(others);
    }

    private JsonNode content(List<Part> parts) {
        if (parts.stream().allMatch(Part.Text.class::isInstance)) return Trees.word(joined(parts));
        ArrayNode content = Trees.array();
        for (Part part : parts) content.add(part(part));
        return content;
    }

    private ObjectNode part(Part part) {
        return switch (part) {
            case Part.Text text -> Trees.object().put("type", "text").put("text", text.text());
            case Part.Image image -> {
                ObjectNode json = Trees.object().put("type", "image_url");
                Sparse.put(json.putObject("image_url").put("url", Media.url(image.source())), "detail", image.detail());
                yield json;
            }
            case Part.Document document -> document(document);
            default -> throw new IllegalArgumentException("A user does not say " + part);
        };
    }

    private ObjectNode document(Part.Document document) {
        if (document.source() instanceof Part.Source.Url)
            throw losses.refused(
                    "messages",
                    "A document is given by its URL, which the provider that serves this model does not read."
                            + " Send its content in base64.");
        if (document.source() instanceof Part.Source.Plain plain)
            return Trees.object().put("type", "text").put("text", plain.text());
        ObjectNode json = Trees.object().put("type", "file");
        json.putObject("file")
                .put("filename", document.name() == null ? "document.pdf" : document.name())
                .put("file_data", Media.url(document.source()));
        return json;
    }

    /** @param running whether the turn belongs to a loop of tool calls that goes on: its reasoning is still of use */
    private void assistant(List<Part> parts, boolean running) {
        ObjectNode message = messages.addObject().put("role", "assistant");
        var content = new StringBuilder();
        ArrayNode calls = Trees.array();
        List<Part.RedactedThinking> sealed = new ArrayList<>(0);
        for (Part part : parts) {
            switch (part) {
                case Part.Text text -> content.append(text.text());
                case Part.Refusal refusal -> content.append(refusal.text());
                case Part.ToolCall call -> calls.add(ChatAnswer.call(call));
                case Part.Thinking thinking -> {
                    if (!running || !ChatReasoning.giveBack(thinking, message)) losses.drop("thinking");
                }
                case Part.RedactedThinking thinking -> sealed.add(thinking);
                default -> isCachePoint(part);
            }
        }
        for (var thinking : sealed) giveBack(thinking, running, message, calls);
        message.put("content", content.isEmpty() && !calls.isEmpty() ? null : content.toString());
        if (!calls.isEmpty()) message.set("tool_calls", calls);
    }

    private void giveBack(Part.RedactedThinking thinking, boolean running, ObjectNode message, ArrayNode calls) {
        boolean given =
                running && (ChatReasoning.giveBack(thinking, calls) || ChatReasoning.giveBack(thinking, message));
        if (!given) losses.drop("thinking");
    }
}
