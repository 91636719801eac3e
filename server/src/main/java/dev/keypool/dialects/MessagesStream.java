package dev.keypool.dialects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Reply.Reason;
import dev.keypool.dialects.Reply.Stop;
import dev.keypool.values.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream of Anthropic events. The stop reason and the usage go out together, at the end: other providers tell their usage
 * last. Confined to it.
 */
final class MessagesStream implements ClientSide.StepWriter {
    private final Asked asked;
    private @Nullable Part open;
    private @Nullable TokenUsage usage;
    private Stop stop = Stop.of(Reason.END);
    private int index = -1;
    private boolean grown;

    MessagesStream(Asked asked) {
        this.asked = asked;
    }

    @Override
    public void write(Step step, EventText out) {
        switch (step) {
            case Step.Started started -> started(started, out);
            case Step.Begun begun -> {
                open = begun.head();
                grown = false;
                ObjectNode json = event("content_block_start").put("index", ++index);
                out.event("content_block_start", json.set("content_block", MessagesAnswer.block(begun.head())));
            }
            case Step.More more -> {
                grown = true;
                delta(more(more.text()), out);
            }
            case Step.Signed signed ->
                delta(Trees.object().put("type", "signature_delta").put("signature", signed.signature()), out);
            case Step.Closed _ -> closed(out);
            case Step.Stopped stopped -> stop = stopped.stop();
            case Step.Used used -> usage = used.usage();
            case Step.Ended _, Step.Failed _ -> {} // Told by end() and broken().
        }
    }

    private void started(Step.Started started, EventText out) {
        String model = started.model() == null ? asked.model() : started.model();
        ObjectNode message = MessagesAnswer.head(Ids.of(MessagesAnswer.PREFIX, started.id(), asked), model);
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        message.set("usage", MessagesUsage.written(usage));
        out.event("message_start", event("message_start").set("message", message));
    }

    /** A call without arguments has an empty object: clients parse what they gathered. */
    private void closed(EventText out) {
        if (open instanceof Part.ToolCall && !grown) delta(more("{}"), out);
        open = null;
        out.event("content_block_stop", event("content_block_stop").put("index", index));
    }

    private ObjectNode more(String text) {
        ObjectNode delta = Trees.object();
        return switch (open) {
            case Part.ToolCall _ -> delta.put("type", "input_json_delta").put("partial_json", text);
            case Part.Thinking _ -> delta.put("type", "thinking_delta").put("thinking", text);
            case null, default -> delta.put("type", "text_delta").put("text", text);
        };
    }

    private void delta(ObjectNode delta, EventText out) {
        ObjectNode json = event("content_block_delta").put("index", index);
        out.event("content_block_delta", json.set("delta", delta));
    }

    private static ObjectNode event(String type) {
        return Trees.object().put("type", type);
    }

    @Override
    public void end(EventText out) {
        ObjectNode json = event("message_delta");
        MessagesAnswer.stop(json.putObject("delta"), stop);
        out.event("message_delta", json.set("usage", MessagesUsage.written(usage)));
        out.event("message_stop", event("message_stop"));
    }

    @Override
    public void broken(Fault fault, EventText out) {
        out.event("error", ErrorBody.anthropic(fault));
    }
}
