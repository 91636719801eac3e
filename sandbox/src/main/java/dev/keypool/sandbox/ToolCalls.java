package dev.keypool.sandbox;

import java.util.ArrayList;
import java.util.List;

/** The tool calls of an answer. */
final class ToolCalls {
    private ToolCalls() {}

    /** @param arguments a JSON object that fits the tool's schema */
    record ToolCall(String id, String name, String arguments) {
        /** The arguments in two pieces, as streams send them. */
        List<String> pieces() {
            int half = Math.ceilDiv(arguments.length(), 2);
            return List.of(arguments.substring(0, half), arguments.substring(half));
        }
    }

    /** @param prefix of the ids, as {@code call_} */
    static List<ToolCall> of(Performance performance, String prefix) {
        List<ToolCall> calls = new ArrayList<>();
        for (Wish.Tool tool :
                performance.ask().wish().called(performance.behaviour().ways())) {
            String arguments = new Fitting(tool.schema()).value().toString();
            calls.add(new ToolCall(performance.id(prefix) + "_" + calls.size(), tool.name(), arguments));
        }
        return calls;
    }

    /** Bill of an answer: its tool calls when there are any, else its text; one token per started four characters. */
    static Usage usage(Performance performance, List<ToolCall> calls) {
        Usage text = performance.script().usage(performance.ask().promptTokens());
        if (calls.isEmpty()) {
            return text;
        }
        long characters = calls.stream()
                .mapToLong(call -> call.name().length() + call.arguments().length())
                .sum();
        return new Usage(text.prompt(), text.cached(), Script.tokens(characters) + text.reasoning(), text.reasoning());
    }
}
