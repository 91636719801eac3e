package dev.keypool.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** An answer in OpenAI's chat dialect. A plain text is joined from what the script has ready. Immutable. */
final class ChatForm {
    private final Performance performance;
    private final Script script;
    private final List<ToolCalls.ToolCall> tools;
    private final int choices;
    private final @Nullable String thinking;

    ChatForm(Performance performance) {
        this.performance = performance;
        this.script = performance.script();
        this.tools = ToolCalls.of(performance, "call_");
        this.choices = performance.ask().wish().choices();
        this.thinking = performance.behaviour().ways().thinking();
    }

    /** Each choice is billed; the prompt is so once. */
    Usage usage() {
        Usage one = ToolCalls.usage(performance, tools);
        return new Usage(one.prompt(), one.cached(), one.completion() * choices, one.reasoning() * choices);
    }

    String usageJson() {
        return usage().json(performance.reportsCost());
    }

    /** The beginning of the answer or of each chunk, up to the model. */
    String head(String object) {
        return "{\"id\":\"" + performance.chatId() + "\",\"object\":\"" + object + "\",\"created\":"
                + performance.created() + ",\"model\":"
                + Script.quoted(performance.ask().model());
    }

    String finish() {
        String reason = script.finish().equals("stop_sequence") ? "stop" : script.finish();
        return tools.isEmpty() ? reason : "tool_calls";
    }

    int choices() {
        return choices;
    }

    private boolean isPlain() {
        return tools.isEmpty()
                && choices == 1
                && thinking == null
                && !script.finish().equals("stop_sequence");
    }

    String whole() {
        String list = isPlain()
                ? script.choices()
                : IntStream.range(0, choices).mapToObj(this::choice).collect(Collectors.joining(",", "[", "]"));
        return head("chat.completion") + ",\"choices\":" + list + ",\"usage\":" + usageJson() + "}";
    }

    private String choice(int index) {
        String content = tools.isEmpty() ? Script.quoted(script.text()) : "null";
        String thought = thinking == null ? "" : "," + thought(thinking);
        String calls = tools.isEmpty()
                ? ""
                : tools.stream()
                        .map(tool -> "{\"id\":\"" + tool.id() + "\",\"type\":\"function\","
                                + function(tool, tool.arguments()) + "}")
                        .collect(Collectors.joining(",", ",\"tool_calls\":[", "]"));
        return "{\"index\":" + index + ",\"message\":{\"role\":\"assistant\",\"content\":" + content + thought
                + ",\"refusal\":null" + calls + "},\"logprobs\":null,\"finish_reason\":\"" + finish() + "\"}";
    }

    private static String function(ToolCalls.ToolCall tool, String arguments) {
        return "\"function\":{\"name\":" + Script.quoted(tool.name()) + ",\"arguments\":" + Script.quoted(arguments)
                + "}";
    }

    /** OpenRouter, Groq and Cerebras call it {@code reasoning}, the others {@code reasoning_content}. */
    private String thought(String text) {
        String field = switch (performance.played().name()) {
            case "openrouter", "groq", "cerebras" -> "reasoning";
            default -> "reasoning_content";
        };
        return "\"" + field + "\":" + Script.quoted(text);
    }

    /** The {@code choices} of each content chunk of a stream. */
    List<String> deltas() {
        if (isPlain()) {
            return script.deltas();
        }
        List<String> deltas = new ArrayList<>();
        if (thinking != null) {
            all(deltas, thought(thinking));
        }
        if (tools.isEmpty()) {
            script.pieces().forEach(piece -> all(deltas, "\"content\":" + Script.quoted(piece)));
        }
        for (int i = 0; i < tools.size(); i++) {
            toolDeltas(deltas, tools.get(i), "\"tool_calls\":[{\"index\":" + i);
        }
        return deltas;
    }

    private void toolDeltas(List<String> deltas, ToolCalls.ToolCall tool, String begin) {
        all(deltas, begin + ",\"id\":\"" + tool.id() + "\",\"type\":\"function\"," + function(tool, "") + "}]");
        tool.pieces()
                .forEach(piece -> all(deltas, begin + ",\"function\":{\"arguments\":" + Script.quoted(piece) + "}}]"));
    }

    private void all(List<String> deltas, String delta) {
        for (int index = 0; index < choices; index++) {
            deltas.add("[{\"index\":" + index + ",\"delta\":{" + delta + "},\"finish_reason\":null}]");
        }
    }

    /** The body of an error in a good answer. */
    String error() {
        if (!performance.played().isOpenRouter()) {
            return performance.innerError();
        }
        return head("chat.completion")
                + ",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"\"},"
                + "\"finish_reason\":\"error\",\"error\":"
                + performance.played().error(performance.innerRefusal()) + "}]}";
    }
}
