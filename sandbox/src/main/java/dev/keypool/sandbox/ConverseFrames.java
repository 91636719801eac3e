package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An answer as Bedrock's stream, in AWS's binary frames. Confined to its call. */
final class ConverseFrames implements Frames {
    private final Performance performance;
    private final ConverseForm form;
    private final List<Buffer> chunks = new ArrayList<>();
    private ObjectNode event = Json.object();
    private int block;

    ConverseFrames(Performance performance, ConverseForm form) {
        this.performance = performance;
        this.form = form;
        String thinking = form.thinking();
        if (thinking != null) {
            delta(Json.object()).putObject("reasoningContent").put("text", thinking);
            grow();
            delta(Json.object()).putObject("reasoningContent").put("signature", MessagesForm.SIGNATURE);
            grow();
            stop();
        }
        if (form.tools().isEmpty()) {
            for (String piece : performance.script().pieces()) {
                delta(Json.object()).put("text", piece);
                grow();
            }
            stop();
        }
        form.tools().forEach(this::tool);
    }

    private ObjectNode delta(ObjectNode fresh) {
        event = fresh;
        ObjectNode delta = fresh.putObject("delta");
        fresh.put("contentBlockIndex", block);
        return delta;
    }

    private void grow() {
        chunks.add(EventStream.event("contentBlockDelta", event.toString()));
    }

    private void tool(ToolCalls.ToolCall tool) {
        ObjectNode start = Json.object().put("contentBlockIndex", block);
        ConverseForm.use(start.putObject("start").putObject("toolUse"), tool);
        Buffer first = EventStream.event("contentBlockStart", start.toString());
        for (String piece : tool.pieces()) {
            delta(Json.object()).putObject("toolUse").put("input", piece);
            grow();
        }
        chunks.set(chunks.size() - 2, first.appendBuffer(chunks.get(chunks.size() - 2)));
        stop();
    }

    private void stop() {
        String stop = Json.object().put("contentBlockIndex", block).toString();
        chunks.add(chunks.removeLast().appendBuffer(EventStream.event("contentBlockStop", stop)));
        block++;
    }

    @Override
    public CharSequence type() {
        return "application/vnd.amazon.eventstream";
    }

    @Override
    public Buffer begin() {
        return EventStream.event("messageStart", "{\"role\":\"assistant\"}");
    }

    @Override
    public int count() {
        return chunks.size();
    }

    @Override
    public Buffer chunk(int index) {
        return chunks.get(index);
    }

    /** The end mark is the frame with the usage. */
    @Override
    public Buffer finish(boolean complete) {
        Buffer stop = EventStream.event(
                "messageStop",
                Json.object().put("stopReason", form.stopReason()).toString());
        ObjectNode metadata = Json.object();
        metadata.set("usage", form.usageJson());
        metadata.putObject("metrics").put("latencyMs", 1);
        return complete ? stop.appendBuffer(EventStream.event("metadata", metadata.toString())) : stop;
    }

    /** A frame whose checksum is wrong. */
    @Override
    public Buffer malformed() {
        Buffer frame = EventStream.event("contentBlockDelta", "{\"delta\":{}}");
        return frame.setByte(frame.length() - 1, (byte) (frame.getByte(frame.length() - 1) ^ 1));
    }

    @Override
    public Buffer error() {
        String name = ErrorForm.awsException(performance.innerRefusal());
        return EventStream.exception(
                name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1), performance.innerError());
    }

    @Override
    public Buffer error(String body) {
        return EventStream.exception("modelStreamErrorException", body);
    }
}
