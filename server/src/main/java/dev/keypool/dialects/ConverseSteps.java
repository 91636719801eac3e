package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;

/**
 * Reads a stream of Converse, whose events are {@code {"<name>": {…}}} as {@link EventStream} makes them. Text has no beginning
 * of its own there: its first delta is one. Confined to its stream.
 */
final class ConverseSteps implements ProviderSide.StepReader {
    private final Sequence parts = new Sequence();
    private boolean started;
    private boolean stopped;
    private boolean ended;

    @Override
    public void read(JsonNode event, Consumer<Step> out) {
        if (ended) return;
        for (var named : event.properties()) {
            JsonNode said = named.getValue();
            switch (named.getKey()) {
                case "messageStart" -> start(out);
                case "contentBlockStart" -> begin(index(said), said.path("start"), out);
                case "contentBlockDelta" -> more(index(said), said.path("delta"), out);
                case "contentBlockStop" -> parts.close(index(said), out);
                case "messageStop" -> stop(said, out);
                case "metadata" -> metadata(said, out);
                case "exception" -> fail(said, out);
                default -> {} // What AWS may add one day.
            }
        }
    }

    @Override
    public void end(Consumer<Step> out) {
        if (stopped && !ended) out.accept(new Step.Ended());
        ended = true;
    }

    private void start(Consumer<Step> out) {
        if (!started) out.accept(new Step.Started(null, null));
        started = true;
    }

    private static Object index(JsonNode said) {
        return said.path("contentBlockIndex").asInt();
    }

    private void begin(Object index, JsonNode head, Consumer<Step> out) {
        JsonNode use = head.get("toolUse");
        if (use == null) return;
        start(out);
        var call = new Part.ToolCall(Trees.textOr(use, "toolUseId", ""), Trees.textOr(use, "name", ""), "");
        parts.begin(index, call, out);
    }

    private void more(Object index, JsonNode delta, Consumer<Step> out) {
        start(out);
        String text = Trees.text(delta, "text");
        if (text != null) {
            open(index, new Part.Text(""), out);
            parts.more(index, text, out);
        }
        parts.more(index, Trees.text(delta.path("toolUse"), "input"), out);
        if (delta.has("reasoningContent")) think(index, delta.path("reasoningContent"), out);
    }

    private void think(Object index, JsonNode delta, Consumer<Step> out) {
        String sealed = Trees.text(delta, "redactedContent");
        if (sealed != null) {
            parts.begin(index, new Part.RedactedThinking(ConverseWords.tagged(sealed)), out);
            return;
        }
        open(index, new Part.Thinking("", null), out);
        parts.more(index, Trees.text(delta, "text"), out);
        String signature = Trees.text(delta, "signature");
        if (signature != null) parts.signed(index, ConverseWords.tagged(signature), out);
    }

    private void open(Object index, Part head, Consumer<Step> out) {
        if (!parts.holds(index)) parts.begin(index, head, out);
    }

    private void stop(JsonNode said, Consumer<Step> out) {
        start(out);
        parts.closeAll(out);
        out.accept(new Step.Stopped(ConverseWords.stop(Trees.text(said, "stopReason"))));
        stopped = true;
    }

    /** The last event, behind the stop. */
    private void metadata(JsonNode said, Consumer<Step> out) {
        var usage = ConverseWords.usage(said.get("usage"));
        if (usage != null) out.accept(new Step.Used(usage));
        if (stopped) end(out);
    }

    private void fail(JsonNode said, Consumer<Step> out) {
        for (var exception : said.properties()) {
            String message = Trees.text(exception.getValue(), "message");
            out.accept(new Step.Failed(exception.getKey(), null, message == null ? exception.getKey() : message));
        }
        ended = true;
    }
}
