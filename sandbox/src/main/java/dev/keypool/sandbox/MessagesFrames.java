package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** An answer as Anthropic's stream: blocks that start, grow and stop, between two frames of the message. Confined to its call. */
final class MessagesFrames implements Frames {
    private final MessagesForm form;
    private final List<String> chunks = new ArrayList<>();
    private int block;
    private boolean opened;

    MessagesFrames(Performance performance, MessagesForm form) {
        this.form = form;
        String thinking = form.thinking();
        if (thinking != null) {
            start(Json.object().put("type", "thinking").put("thinking", "").put("signature", ""));
            grow("thinking_delta", "thinking", thinking);
            grow("signature_delta", "signature", MessagesForm.SIGNATURE);
            stop();
        }
        if (form.tools().isEmpty()) {
            start(Json.object().put("type", "text").put("text", ""));
            performance.script().pieces().forEach(piece -> grow("text_delta", "text", piece));
            stop();
        }
        form.tools().forEach(this::tool);
    }

    private void tool(ToolCalls.ToolCall tool) {
        ObjectNode empty = MessagesForm.block(Json.object(), tool);
        empty.putObject("input");
        start(empty);
        grow("input_json_delta", "partial_json", "");
        tool.pieces().forEach(piece -> grow("input_json_delta", "partial_json", piece));
        stop();
    }

    /** The event goes out together with the first delta of its block. */
    private void start(ObjectNode content) {
        ObjectNode event = Json.object().put("type", "content_block_start").put("index", block);
        event.set("content_block", content);
        String ping = block == 0 ? Sse.event("ping", "{\"type\":\"ping\"}") : "";
        chunks.add(Sse.typed(event) + ping);
        opened = true;
    }

    private void grow(String type, String field, String text) {
        ObjectNode event = Json.object().put("type", "content_block_delta").put("index", block);
        event.putObject("delta").put("type", type).put(field, text);
        String start = opened ? chunks.removeLast() : "";
        opened = false;
        chunks.add(start + Sse.typed(event));
    }

    private void stop() {
        String stop = Sse.typed(Json.object().put("type", "content_block_stop").put("index", block));
        chunks.add(chunks.removeLast() + stop);
        block++;
    }

    @Override
    public Buffer begin() {
        ObjectNode event = Json.object().put("type", "message_start");
        ObjectNode message = form.message();
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        form.usage(message.putObject("usage"), 1);
        event.set("message", message);
        return Buffer.buffer(Sse.typed(event));
    }

    @Override
    public int count() {
        return chunks.size();
    }

    @Override
    public Buffer chunk(int index) {
        return Buffer.buffer(chunks.get(index));
    }

    @Override
    public Buffer finish(boolean complete) {
        ObjectNode event = Json.object().put("type", "message_delta");
        form.stop(event.putObject("delta"));
        form.usage(event.putObject("usage"), form.usage().completion());
        String end = complete ? Sse.event("message_stop", "{\"type\":\"message_stop\"}") : "";
        return Buffer.buffer(Sse.typed(event) + end);
    }

    @Override
    public Buffer malformed() {
        return Buffer.buffer("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"ind\n\n");
    }

    @Override
    public Buffer error() {
        return Buffer.buffer(Sse.event(
                "error", "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}"));
    }

    @Override
    public Buffer error(String body) {
        return Buffer.buffer(Sse.event("error", body));
    }
}
