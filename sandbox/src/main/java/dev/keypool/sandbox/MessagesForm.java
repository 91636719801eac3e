package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer in Anthropic's dialect. Immutable. */
final class MessagesForm {
    static final String SIGNATURE = "c2FuZGJveC1zaWduYXR1cmU=";

    private final Performance performance;
    private final List<ToolCalls.ToolCall> tools;

    MessagesForm(Performance performance) {
        this.performance = performance;
        this.tools = ToolCalls.of(performance, "toolu_");
    }

    Usage usage() {
        return ToolCalls.usage(performance, tools);
    }

    List<ToolCalls.ToolCall> tools() {
        return tools;
    }

    @Nullable
    String thinking() {
        return performance.behaviour().ways().thinking();
    }

    String whole() {
        ObjectNode message = message();
        ArrayNode content = message.putArray("content");
        if (thinking() != null) {
            content.addObject()
                    .put("type", "thinking")
                    .put("thinking", thinking())
                    .put("signature", SIGNATURE);
        }
        if (tools.isEmpty()) {
            content.addObject()
                    .put("type", "text")
                    .put("text", performance.script().text());
        }
        for (ToolCalls.ToolCall tool : tools) {
            block(content.addObject(), tool).set("input", Json.tree(tool.arguments()));
        }
        stop(message);
        usage(message.putObject("usage"), usage().completion());
        return message.toString();
    }

    /** A message without content. */
    ObjectNode message() {
        return Json.object()
                .put("id", performance.id("msg_"))
                .put("type", "message")
                .put("role", "assistant")
                .put("model", performance.ask().model());
    }

    static ObjectNode block(ObjectNode block, ToolCalls.ToolCall tool) {
        return block.put("type", "tool_use").put("id", tool.id()).put("name", tool.name());
    }

    void stop(ObjectNode json) {
        String finish = performance.script().finish();
        String reason = switch (finish) {
            case "length" -> "max_tokens";
            case "stop_sequence" -> finish;
            default -> "end_turn";
        };
        json.put("stop_reason", tools.isEmpty() ? reason : "tool_use");
        json.put("stop_sequence", reason.equals("stop_sequence") ? stopSequence() : null);
    }

    /** The one that would have come next is among those asked for; which one, only the usual text tells. */
    private String stopSequence() {
        String said = performance.behaviour().reply().text();
        return performance.ask().wish().stops().stream()
                .filter(said::contains)
                .findFirst()
                .orElse(performance.ask().wish().stops().getFirst());
    }

    /** {@code input_tokens} are without those read from the cache. */
    void usage(ObjectNode json, int outputTokens) {
        Usage usage = usage();
        json.put("input_tokens", usage.prompt() - usage.cached())
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", usage.cached())
                .put("output_tokens", outputTokens)
                .put("service_tier", "standard");
    }
}
