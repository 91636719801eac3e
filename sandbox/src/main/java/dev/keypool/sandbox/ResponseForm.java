package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer in the dialect of OpenAI's Responses. Confined to its call. */
final class ResponseForm {
    private final Performance performance;
    private final ObjectNode call;
    private final List<ToolCalls.ToolCall> tools;

    ResponseForm(Performance performance, ObjectNode call) {
        this.performance = performance;
        this.call = call;
        this.tools = ToolCalls.of(performance, "call_");
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

    boolean isCut() {
        return tools.isEmpty() && performance.script().finish().equals("length");
    }

    ObjectNode whole() {
        ObjectNode response = frame(isCut() ? "incomplete" : "completed");
        if (isCut()) {
            response.putObject("incomplete_details").put("reason", "max_output_tokens");
        }
        ArrayNode output = response.putArray("output");
        if (thinking() != null) {
            output.add(reasoning(thinking()));
        }
        if (tools.isEmpty()) {
            output.add(message(performance.script().text(), isCut() ? "incomplete" : "completed"));
        }
        tools.forEach(tool -> output.add(functionCall(tool, tool.arguments(), "completed")));
        response.set("usage", usageJson());
        return response;
    }

    /** The response around its output, as far as it is known at that status. */
    ObjectNode frame(String status) {
        ObjectNode frame = Json.object()
                .put("id", performance.id("resp_"))
                .put("object", "response")
                .put("created_at", performance.created())
                .put("status", status)
                .put("model", performance.ask().model());
        for (String empty : new String[] {"error", "incomplete_details", "previous_response_id", "usage", "user"}) {
            frame.putNull(empty);
        }
        frame.putArray("output");
        frame.put("temperature", 1)
                .put("top_p", 1)
                .put("truncation", "disabled")
                .put("store", false);
        frame.putObject("reasoning").putNull("effort").putNull("summary");
        frame.putObject("metadata");
        repeat(frame, "instructions", null);
        repeat(frame, "max_output_tokens", null);
        repeat(frame, "parallel_tool_calls", Json.tree("true"));
        repeat(frame, "tool_choice", Json.tree("\"auto\""));
        repeat(frame, "tools", Json.tree("[]"));
        repeat(frame, "text", Json.tree("{\"format\":{\"type\":\"text\"}}"));
        return frame;
    }

    private void repeat(ObjectNode frame, String field, @Nullable JsonNode usual) {
        frame.set(field, call.has(field) ? call.get(field) : usual);
    }

    private ObjectNode usageJson() {
        Usage usage = usage();
        ObjectNode json = Json.object().put("input_tokens", usage.prompt());
        json.putObject("input_tokens_details").put("cached_tokens", usage.cached());
        json.put("output_tokens", usage.completion());
        json.putObject("output_tokens_details").put("reasoning_tokens", usage.reasoning());
        return json.put("total_tokens", usage.prompt() + usage.completion());
    }

    ObjectNode reasoning(@Nullable String text) {
        ObjectNode item = Json.object().put("id", performance.id("rs_")).put("type", "reasoning");
        ArrayNode summary = item.putArray("summary");
        if (text != null) {
            summary.add(summary(text));
        }
        return item;
    }

    static ObjectNode summary(String text) {
        return Json.object().put("type", "summary_text").put("text", text);
    }

    ObjectNode message(@Nullable String text, String status) {
        ObjectNode item = Json.object()
                .put("id", performance.id("msg_"))
                .put("type", "message")
                .put("status", status)
                .put("role", "assistant");
        ArrayNode content = item.putArray("content");
        if (text != null) {
            content.add(part(text));
        }
        return item;
    }

    static ObjectNode part(String text) {
        ObjectNode part = Json.object().put("type", "output_text").put("text", text);
        part.putArray("annotations");
        part.putArray("logprobs");
        return part;
    }

    static ObjectNode functionCall(ToolCalls.ToolCall tool, String arguments, String status) {
        return Json.object()
                .put("id", tool.id().replace("call_", "fc_"))
                .put("type", "function_call")
                .put("status", status)
                .put("call_id", tool.id())
                .put("name", tool.name())
                .put("arguments", arguments);
    }
}
