package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.values.TokenUsage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the events of an Anthropic provider's stream. Confined to it. */
final class MessagesSteps implements ProviderSide.StepReader {
    private final Sequence parts = new Sequence();
    private @Nullable TokenUsage usage;
    private boolean stopped;
    private boolean ended;

    @Override
    public void read(JsonNode event, Consumer<Step> out) {
        Integer block = event.path("index").asInt(0);
        switch (Trees.textOr(event, "type", "")) {
            case "message_start" -> started(event.path("message"), out);
            case "content_block_start" -> begin(block, event.path("content_block"), out);
            case "content_block_delta" -> delta(block, event.path("delta"), out);
            case "content_block_stop" -> parts.close(block, out);
            case "message_delta" -> stop(event, out);
            case "message_stop" -> end(out);
            case "error" -> out.accept(ErrorFacts.failed(event.path("error")));
            default -> {} // Pings, and what may come: the dialect asks readers to pass over it.
        }
    }

    private void started(JsonNode message, Consumer<Step> out) {
        out.accept(new Step.Started(Trees.name(message, "id"), Trees.name(message, "model")));
        used(message.path("usage"), out);
    }

    private void used(JsonNode said, Consumer<Step> out) {
        usage = MessagesUsage.update(said, usage);
        if (usage != null) out.accept(new Step.Used(usage));
    }

    /** Blocks begin empty; some who took the dialect over put all into the beginning. */
    private void begin(Integer block, JsonNode content, Consumer<Step> out) {
        Part part = MessagesReply.part(content);
        switch (part) {
            case Part.Text text -> begin(block, new Part.Text(""), text.text(), out);
            case Part.ToolCall call ->
                begin(block, new Part.ToolCall(call.id(), call.name(), ""), call.arguments(), out);
            case Part.Thinking thinking -> begin(block, new Part.Thinking("", null), thinking.text(), out);
            case Part.RedactedThinking redacted -> parts.begin(block, redacted, out);
            case null, default -> {}
        }
    }

    private void begin(Integer block, Part head, String text, Consumer<Step> out) {
        parts.begin(block, head, out);
        parts.more(block, text, out);
    }

    private void delta(Integer block, JsonNode delta, Consumer<Step> out) {
        switch (Trees.textOr(delta, "type", "")) {
            case "text_delta" -> parts.more(block, Trees.text(delta, "text"), out);
            case "input_json_delta" -> parts.more(block, Trees.text(delta, "partial_json"), out);
            case "thinking_delta" -> parts.more(block, Trees.text(delta, "thinking"), out);
            case "signature_delta" ->
                parts.signed(
                        block, Signature.tagged(Dialect.ANTHROPIC_MESSAGES, Trees.textOr(delta, "signature", "")), out);
            default -> {}
        }
    }

    private void stop(JsonNode event, Consumer<Step> out) {
        used(event.path("usage"), out);
        if (stopped || !event.path("delta").hasNonNull("stop_reason")) return;
        stopped = true;
        parts.closeAll(out);
        out.accept(new Step.Stopped(MessagesReply.stop(event.path("delta"))));
    }

    /** A stream that named its stop reason is whole, with or without its last event. */
    @Override
    public void end(Consumer<Step> out) {
        if (!stopped || ended) return;
        ended = true;
        out.accept(new Step.Ended());
    }
}
