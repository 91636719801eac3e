package dev.keypool.dialects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.values.TokenUsage;
import org.jspecify.annotations.Nullable;

/** Writes a stream of chat completion chunks. Confined to it. */
final class ChatStream implements ClientSide.StepWriter {
    private final Asked asked;
    private final boolean usageAsked;
    private final StringBuilder thinking = new StringBuilder();
    private String id = "";
    private String model;
    private @Nullable Part open;
    private @Nullable TokenUsage usage;
    private int calls;
    private int details;
    private boolean refused;
    private boolean grown;

    ChatStream(Asked asked) {
        this.asked = asked;
        model = asked.model();
        usageAsked = asked.body().path("stream_options").path("include_usage").asBoolean(false);
    }

    @Override
    public void write(Step step, EventText out) {
        switch (step) {
            case Step.Started started -> started(started, out);
            case Step.Begun begun -> begun(begun.head(), out);
            case Step.More more -> more(more.text(), out);
            case Step.Signed signed -> {
                var whole = new Part.Thinking(thinking.toString(), signed.signature());
                detail(ChatReasoning.written(whole, details++), out);
            }
            case Step.Closed _ -> closed(out);
            case Step.Stopped stopped -> chunk(Trees.object(), ChatAnswer.reason(stopped.stop(), refused), out);
            case Step.Used used -> usage = used.usage();
            case Step.Ended _, Step.Failed _ -> {} // Told by end() and broken().
        }
    }

    private void started(Step.Started started, EventText out) {
        id = Ids.of(ChatAnswer.PREFIX, started.id(), asked);
        if (started.model() != null) model = started.model();
        chunk(Trees.object().put("role", "assistant").put("content", "").putNull("refusal"), null, out);
    }

    private void begun(Part head, EventText out) {
        open = head;
        grown = false;
        switch (head) {
            case Part.ToolCall call -> {
                ObjectNode json = ChatAnswer.call(call).put("index", calls);
                json.withObject("/function").put("arguments", call.arguments());
                callDelta(json, out);
                calls++;
            }
            case Part.Refusal _ -> refused = true;
            case Part.Thinking _ -> thinking.setLength(0);
            case Part.RedactedThinking redacted -> detail(ChatReasoning.written(redacted, details++), out);
            default -> {}
        }
    }

    private void more(String text, EventText out) {
        switch (open) {
            case Part.Text _ -> chunk(Trees.object().put("content", text), null, out);
            case Part.Refusal _ -> chunk(Trees.object().put("refusal", text), null, out);
            case Part.Thinking _ -> {
                thinking.append(text);
                chunk(Trees.object().put(ChatReasoning.CONTENT, text), null, out);
            }
            case Part.ToolCall _ -> {
                grown = true;
                ObjectNode json = Trees.object().put("index", calls - 1);
                json.putObject("function").put("arguments", text);
                callDelta(json, out);
            }
            case null, default -> {}
        }
    }

    /** A call without arguments has them empty: clients parse what they gathered. */
    private void closed(EventText out) {
        if (open instanceof Part.ToolCall && !grown) more("{}", out);
        open = null;
    }

    private void callDelta(ObjectNode call, EventText out) {
        ObjectNode delta = Trees.object();
        delta.putArray("tool_calls").add(call);
        chunk(delta, null, out);
    }

    private void detail(ObjectNode detail, EventText out) {
        ObjectNode delta = Trees.object();
        delta.putArray(ChatReasoning.DETAILS).add(detail);
        chunk(delta, null, out);
    }

    private void chunk(ObjectNode delta, @Nullable String reason, EventText out) {
        ObjectNode json = chunk();
        ObjectNode choice = json.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("logprobs").put("finish_reason", reason);
        if (usageAsked) json.putNull("usage");
        out.data(json);
    }

    private ObjectNode chunk() {
        return Trees.object()
                .put("id", id)
                .put("object", "chat.completion.chunk")
                .put("created", asked.created())
                .put("model", model);
    }

    @Override
    public void end(EventText out) {
        if (usageAsked && usage != null) {
            ObjectNode json = chunk();
            json.putArray("choices");
            out.data(json.set("usage", ChatUsage.written(usage)));
        }
        out.done();
    }

    @Override
    public void broken(Fault fault, EventText out) {
        out.data(ErrorBody.openAi(fault));
    }
}
