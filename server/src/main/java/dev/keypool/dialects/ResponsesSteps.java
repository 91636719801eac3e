package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.values.TokenUsage;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the events of a Responses provider's stream. Confined to it. */
final class ResponsesSteps implements ProviderSide.StepReader {
    private final Sequence parts = new Sequence();
    /** Items and parts of which some text came as deltas, so that the whole text at the end is no news. */
    private final Set<Object> grown = new HashSet<>();

    private boolean started;
    private boolean called;
    private boolean refused;
    private boolean ended;

    /** A part of a message; other items are known by their index alone. */
    private record Place(int item, int content) {}

    @Override
    public void read(JsonNode event, Consumer<Step> out) {
        Integer item = event.path("output_index").asInt(0);
        Place place = new Place(item, event.path("content_index").asInt(0));
        String delta = Trees.text(event, "delta");
        switch (Trees.textOr(event, "type", "")) {
            case "response.created", "response.in_progress" -> started(event.path("response"), out);
            case "response.output_item.added" -> added(item, event.path("item"), out);
            case "response.output_text.delta" -> more(place, new Part.Text(""), delta, out);
            case "response.refusal.delta" -> more(place, new Part.Refusal(""), delta, out);
            case "response.output_text.done" -> whole(place, new Part.Text(""), Trees.text(event, "text"), out);
            case "response.refusal.done" -> whole(place, new Part.Refusal(""), Trees.text(event, "refusal"), out);
            case "response.content_part.done" -> parts.close(place, out);
            case "response.function_call_arguments.delta" -> grow(item, delta, out);
            case "response.reasoning_summary_part.added" -> nextSummary(item, out);
            case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" ->
                more(item, new Part.Thinking("", null), delta, out);
            case "response.output_item.done" -> done(item, event.path("item"), out);
            case "response.completed", "response.incomplete" -> completed(event.path("response"), out);
            case "response.failed" ->
                out.accept(ErrorFacts.failed(event.path("response").path("error")));
            case "error" -> out.accept(ErrorFacts.failed(event.hasNonNull("error") ? event.path("error") : event));
            default -> {} // Annotations, tools that OpenAI runs, and what may come.
        }
    }

    private void started(JsonNode response, Consumer<Step> out) {
        if (started) return;
        started = true;
        out.accept(new Step.Started(Trees.name(response, "id"), Trees.name(response, "model")));
    }

    private void added(Integer item, JsonNode content, Consumer<Step> out) {
        if (!Trees.textOr(content, "type", "").equals("function_call")) return;
        called = true;
        parts.begin(item, ResponsesReply.call(content, ""), out);
    }

    private void more(Object key, Part head, @Nullable String delta, Consumer<Step> out) {
        if (delta == null || delta.isEmpty()) return;
        refused |= head instanceof Part.Refusal;
        if (!parts.holds(key)) parts.begin(key, head, out);
        grow(key, delta, out);
    }

    private void grow(Object key, @Nullable String delta, Consumer<Step> out) {
        grown.add(key);
        parts.more(key, delta, out);
    }

    private void whole(Object key, Part head, @Nullable String text, Consumer<Step> out) {
        if (!grown.contains(key)) more(key, head, text, out);
        parts.close(key, out);
    }

    /** Summaries of one item are parted as {@link ResponsesParts#thought} parts them. */
    private void nextSummary(Integer item, Consumer<Step> out) {
        if (parts.holds(item)) parts.more(item, "\n\n", out);
    }

    private void done(Integer item, JsonNode content, Consumer<Step> out) {
        switch (Trees.textOr(content, "type", "")) {
            case "function_call" -> {
                if (!parts.holds(item)) added(item, content, out);
                if (!grown.contains(item)) parts.more(item, Trees.text(content, "arguments"), out);
            }
            case "reasoning" -> reasoned(item, content, out);
            default -> {}
        }
        parts.close(item, out);
    }

    private void reasoned(Integer item, JsonNode content, Consumer<Step> out) {
        String signature = ResponsesReply.signature(content);
        String text = ResponsesParts.thought(content.path("summary"), content.path("content"));
        if (!grown.contains(item)) more(item, new Part.Thinking("", null), text, out);
        if (signature == null) return;
        if (!parts.holds(item)) parts.begin(item, new Part.Thinking("", null), out);
        parts.signed(item, signature, out);
    }

    private void completed(JsonNode response, Consumer<Step> out) {
        if (ended) return;
        started(response, out);
        parts.closeAll(out);
        TokenUsage usage = ResponsesUsage.read(response.path("usage"));
        if (usage != null) out.accept(new Step.Used(usage));
        out.accept(new Step.Stopped(ResponsesReply.stop(response, called, refused)));
        ended = true;
        out.accept(new Step.Ended());
    }

    /** This dialect always says how a response ended; without that word it is cut. */
    @Override
    public void end(Consumer<Step> out) {}
}
