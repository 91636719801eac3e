package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer in Bedrock's Converse dialect. Immutable. */
final class ConverseForm {
    private final Performance performance;
    private final List<ToolCalls.ToolCall> tools;

    ConverseForm(Performance performance) {
        this.performance = performance;
        this.tools = ToolCalls.of(performance, "tooluse_");
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
        ObjectNode answer = Json.object();
        ObjectNode message = answer.putObject("output").putObject("message").put("role", "assistant");
        ArrayNode content = message.putArray("content");
        if (thinking() != null) {
            content.addObject()
                    .putObject("reasoningContent")
                    .putObject("reasoningText")
                    .put("text", thinking())
                    .put("signature", MessagesForm.SIGNATURE);
        }
        if (tools.isEmpty()) {
            content.addObject().put("text", performance.script().text());
        }
        for (ToolCalls.ToolCall tool : tools) {
            use(content.addObject().putObject("toolUse"), tool).set("input", Json.tree(tool.arguments()));
        }
        answer.put("stopReason", stopReason());
        answer.set("usage", usageJson());
        answer.putObject("metrics").put("latencyMs", 1);
        return answer.toString();
    }

    static ObjectNode use(ObjectNode json, ToolCalls.ToolCall tool) {
        return json.put("toolUseId", tool.id()).put("name", tool.name());
    }

    String stopReason() {
        String finish = performance.script().finish();
        String reason = switch (finish) {
            case "length" -> "max_tokens";
            case "stop_sequence" -> finish;
            default -> "end_turn";
        };
        return tools.isEmpty() ? reason : "tool_use";
    }

    /** {@code inputTokens} are without those read from the cache. */
    ObjectNode usageJson() {
        Usage usage = usage();
        return Json.object()
                .put("inputTokens", usage.prompt() - usage.cached())
                .put("outputTokens", usage.completion())
                .put("totalTokens", usage.prompt() + usage.completion())
                .put("cacheReadInputTokens", usage.cached())
                .put("cacheWriteInputTokens", 0);
    }
}
