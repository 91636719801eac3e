package dev.keypool.dialects;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Writes the items of a stream of response events and gathers them, since the last event repeats them all. Confined to one stream. */
final class ResponsesWriter {
    private final Asked asked;
    private final boolean encrypted;
    private final ArrayNode output;
    private final StringBuilder text = new StringBuilder();
    private long sequence;
    private String id = "";
    private @Nullable ObjectNode message;
    private @Nullable Part open;
    private @Nullable String signature;

    /** @param output is given the items as they become whole */
    ResponsesWriter(Asked asked, ArrayNode output) {
        this.asked = asked;
        this.output = output;
        encrypted = ResponsesClient.wantsEncrypted(asked);
    }

    void event(String type, ObjectNode members, EventText out) {
        ObjectNode json = Trees.object().put("type", type);
        json.setAll(members);
        out.event(type, json.put("sequence_number", sequence++));
    }

    void begin(Part head, EventText out) {
        open = head;
        text.setLength(0);
        signature = null;
        switch (head) {
            case Part.Text _, Part.Refusal _ -> beginPart(head, out);
            case Part.ToolCall call -> {
                closeMessage(out);
                id = "fc_" + asked.ids().get();
                item("response.output_item.added", ResponsesParts.call(id, call, "", "in_progress"), out);
            }
            default -> {
                closeMessage(out);
                id = "rs_" + asked.ids().get();
                item("response.output_item.added", ResponsesParts.reasoning(id, "", null), out);
            }
        }
    }

    private void beginPart(Part head, EventText out) {
        if (message == null) {
            id = "msg_" + asked.ids().get();
            message = ResponsesParts.message(id, "in_progress");
            item("response.output_item.added", message, out);
        }
        part("response.content_part.added", said(head, ""), out);
    }

    private static ObjectNode said(@Nullable Part head, String text) {
        return head instanceof Part.Refusal ? ResponsesParts.refusal(text) : ResponsesParts.text(text);
    }

    void more(String more, EventText out) {
        boolean first = text.isEmpty();
        text.append(more);
        switch (open) {
            case Part.Refusal _ -> event("response.refusal.delta", inContent().put("delta", more), out);
            case Part.ToolCall _ -> event("response.function_call_arguments.delta", inItem().put("delta", more), out);
            case Part.Thinking _ -> {
                if (first) summary("response.reasoning_summary_part.added", "part", "", out);
                event("response.reasoning_summary_text.delta", inSummary().put("delta", more), out);
            }
            case null, default -> {
                ObjectNode delta = inContent().put("delta", more);
                delta.putArray("logprobs");
                event("response.output_text.delta", delta, out);
            }
        }
    }

    void signed(String mark) {
        signature = mark;
    }

    void close(EventText out) {
        String whole = text.toString();
        switch (open) {
            case Part.Text _ -> {
                ObjectNode done = inContent().put("text", whole);
                done.putArray("logprobs");
                event("response.output_text.done", done, out);
                donePart(whole, out);
            }
            case Part.Refusal _ -> {
                event("response.refusal.done", inContent().put("refusal", whole), out);
                donePart(whole, out);
            }
            case Part.ToolCall call -> doneCall(call, whole.isBlank() ? "{}" : whole, out);
            case Part.RedactedThinking thinking -> doneReasoning("", ResponsesParts.SEALED + thinking.data(), out);
            case null, default -> doneReasoning(whole, signature, out);
        }
        open = null;
    }

    private void donePart(String whole, EventText out) {
        ObjectNode part = said(open, whole);
        part("response.content_part.done", part, out);
        if (message != null) message.withArray("content").add(part);
    }

    private void doneCall(Part.ToolCall call, String arguments, EventText out) {
        ObjectNode done = inItem().put("name", call.name()).put("arguments", arguments);
        event("response.function_call_arguments.done", done, out);
        doneItem(ResponsesParts.call(id, call, arguments, "completed"), out);
    }

    private void doneReasoning(String whole, @Nullable String sealed, EventText out) {
        if (!whole.isEmpty()) {
            event("response.reasoning_summary_text.done", inSummary().put("text", whole), out);
            summary("response.reasoning_summary_part.done", "part", whole, out);
        }
        doneItem(ResponsesParts.reasoning(id, whole, encrypted ? sealed : null), out);
    }

    private void summary(String type, String member, String whole, EventText out) {
        event(type, inSummary().set(member, ResponsesParts.summary(whole)), out);
    }

    /** The message goes on as long as texts follow each other; anything else, and the end, closes it. */
    void closeMessage(EventText out) {
        if (message == null) return;
        ObjectNode whole = message.put("status", "completed");
        id = Trees.textOr(whole, "id", id);
        message = null;
        doneItem(whole, out);
    }

    private void doneItem(ObjectNode whole, EventText out) {
        item("response.output_item.done", whole, out);
        output.add(whole);
    }

    private void item(String type, ObjectNode item, EventText out) {
        event(type, Trees.object().put("output_index", output.size()).set("item", item), out);
    }

    private void part(String type, ObjectNode part, EventText out) {
        event(type, inContent().set("part", part), out);
    }

    private ObjectNode inItem() {
        return Trees.object().put("item_id", id).put("output_index", output.size());
    }

    private ObjectNode inContent() {
        return inItem().put(
                        "content_index",
                        message == null ? 0 : message.path("content").size());
    }

    private ObjectNode inSummary() {
        return inItem().put("summary_index", 0);
    }
}
