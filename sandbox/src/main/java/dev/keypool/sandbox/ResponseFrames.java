package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** An answer as the events of OpenAI's Responses, numbered without a gap. Confined to its call. */
final class ResponseFrames implements Frames {
    private final ResponseForm form;
    private final Performance performance;
    private final String begin;
    private final List<String> chunks = new ArrayList<>();
    private final StringBuilder open = new StringBuilder();
    private int number;
    private int item;

    ResponseFrames(Performance performance, ResponseForm form) {
        this.performance = performance;
        this.form = form;
        this.begin = response("response.created", "in_progress") + response("response.in_progress", "in_progress");
        String thinking = form.thinking();
        if (thinking != null) {
            think(thinking);
        }
        if (form.tools().isEmpty()) {
            say();
        }
        form.tools().forEach(this::tool);
    }

    private String response(String type, String status) {
        ObjectNode event = event(type);
        event.set("response", form.frame(status));
        return Sse.typed(event);
    }

    private ObjectNode event(String type) {
        return Json.object().put("type", type).put("sequence_number", number++);
    }

    /** Frames go out with the delta that follows them, the last ones with the delta before. */
    private void open(ObjectNode event) {
        open.append(Sse.typed(event));
    }

    private void chunk(ObjectNode event) {
        chunks.add(open + Sse.typed(event));
        open.setLength(0);
    }

    private void close(ObjectNode event) {
        chunks.add(chunks.removeLast() + Sse.typed(event));
    }

    private ObjectNode item(String type, ObjectNode content) {
        ObjectNode event = event(type).put("output_index", item);
        event.set("item", content);
        return event;
    }

    private ObjectNode at(String type, String id, String index) {
        return event(type)
                .put("item_id", performance.id(id))
                .put("output_index", item)
                .put(index, 0);
    }

    private void think(String text) {
        open(item("response.output_item.added", form.reasoning(null)));
        ObjectNode added = at("response.reasoning_summary_part.added", "rs_", "summary_index");
        added.set("part", ResponseForm.summary(""));
        open(added);
        chunk(at("response.reasoning_summary_text.delta", "rs_", "summary_index")
                .put("delta", text));
        close(at("response.reasoning_summary_text.done", "rs_", "summary_index").put("text", text));
        ObjectNode done = at("response.reasoning_summary_part.done", "rs_", "summary_index");
        done.set("part", ResponseForm.summary(text));
        close(done);
        close(item("response.output_item.done", form.reasoning(text)));
        item++;
    }

    private void say() {
        String text = performance.script().text();
        open(item("response.output_item.added", form.message(null, "in_progress")));
        ObjectNode added = at("response.content_part.added", "msg_", "content_index");
        added.set("part", ResponseForm.part(""));
        open(added);
        for (String piece : performance.script().pieces()) {
            ObjectNode delta =
                    at("response.output_text.delta", "msg_", "content_index").put("delta", piece);
            delta.putArray("logprobs");
            chunk(delta);
        }
        ObjectNode whole =
                at("response.output_text.done", "msg_", "content_index").put("text", text);
        whole.putArray("logprobs");
        close(whole);
        ObjectNode done = at("response.content_part.done", "msg_", "content_index");
        done.set("part", ResponseForm.part(text));
        close(done);
        close(item("response.output_item.done", form.message(text, form.isCut() ? "incomplete" : "completed")));
        item++;
    }

    private void tool(ToolCalls.ToolCall tool) {
        ObjectNode begun = ResponseForm.functionCall(tool, "", "in_progress");
        String id = begun.path("id").asText();
        open(item("response.output_item.added", begun));
        for (String piece : tool.pieces()) {
            chunk(event("response.function_call_arguments.delta")
                    .put("item_id", id)
                    .put("output_index", item)
                    .put("delta", piece));
        }
        close(event("response.function_call_arguments.done")
                .put("item_id", id)
                .put("output_index", item)
                .put("name", tool.name())
                .put("arguments", tool.arguments()));
        close(item("response.output_item.done", ResponseForm.functionCall(tool, tool.arguments(), "completed")));
        item++;
    }

    @Override
    public Buffer begin() {
        return Buffer.buffer(begin);
    }

    @Override
    public int count() {
        return chunks.size();
    }

    @Override
    public Buffer chunk(int index) {
        return Buffer.buffer(chunks.get(index));
    }

    /** The end mark is the event that carries the whole. */
    @Override
    public Buffer finish(boolean complete) {
        if (!complete) {
            return Buffer.buffer();
        }
        ObjectNode event = event(form.isCut() ? "response.incomplete" : "response.completed");
        event.set("response", form.whole());
        return Buffer.buffer(Sse.typed(event));
    }

    @Override
    public Buffer malformed() {
        return Buffer.buffer("event: response.output_text.delta\ndata: {\"type\":\"response.outp\n\n");
    }

    @Override
    public Buffer error() {
        Refusal refusal = performance.innerRefusal();
        return Buffer.buffer(Sse.typed(event("error")
                .put("code", "server_error")
                .put("message", refusal.message())
                .putNull("param")));
    }

    @Override
    public Buffer error(String body) {
        return Buffer.buffer(Sse.event("error", body));
    }
}
