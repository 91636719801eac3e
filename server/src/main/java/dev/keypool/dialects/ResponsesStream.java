package dev.keypool.dialects;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Reply.Reason;
import dev.keypool.dialects.Reply.Stop;
import dev.keypool.values.TokenUsage;
import org.jspecify.annotations.Nullable;

/** Writes a stream of OpenAI response events: the response's frame here, its items by {@link ResponsesWriter}. Confined to it. */
final class ResponsesStream implements ClientSide.StepWriter {
    private final Asked asked;
    private final ArrayNode output = Trees.array();
    private final ResponsesWriter items;
    private String id = "";
    private String model;
    private @Nullable TokenUsage usage;
    private Stop stop = Stop.of(Reason.END);

    ResponsesStream(Asked asked) {
        this.asked = asked;
        model = asked.model();
        items = new ResponsesWriter(asked, output);
    }

    @Override
    public void write(Step step, EventText out) {
        switch (step) {
            case Step.Started started -> started(started, out);
            case Step.Begun begun -> items.begin(begun.head(), out);
            case Step.More more -> items.more(more.text(), out);
            case Step.Signed signed -> items.signed(signed.signature());
            case Step.Closed _ -> items.close(out);
            case Step.Stopped stopped -> {
                stop = stopped.stop();
                items.closeMessage(out);
            }
            case Step.Used used -> usage = used.usage();
            case Step.Ended _, Step.Failed _ -> {} // Told by end() and broken().
        }
    }

    private void started(Step.Started started, EventText out) {
        id = Ids.of(ResponsesAnswer.PREFIX, started.id(), asked);
        if (started.model() != null) model = started.model();
        frame("response.created", ResponsesAnswer.head(id, model, asked), out);
        frame("response.in_progress", ResponsesAnswer.head(id, model, asked), out);
    }

    private void frame(String type, ObjectNode response, EventText out) {
        items.event(type, Trees.object().set("response", response), out);
    }

    @Override
    public void end(EventText out) {
        items.closeMessage(out);
        ObjectNode whole = ResponsesAnswer.finish(ResponsesAnswer.head(id, model, asked), output, stop, usage);
        frame(ResponsesAnswer.cut(stop) == null ? "response.completed" : "response.incomplete", whole, out);
    }

    /** One event: whoever reads errors reads {@code error}, which libraries turn into an exception. */
    @Override
    public void broken(Fault fault, EventText out) {
        ObjectNode json = Trees.object()
                .put("code", fault.code() == null ? fault.type() : fault.code())
                .put("message", fault.message())
                .putNull("param");
        items.event("error", json, out);
    }
}
