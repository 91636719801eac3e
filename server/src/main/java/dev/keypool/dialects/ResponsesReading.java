package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.values.TokenUsage;

/** Looks on while OpenAI's response events pass. */
final class ResponsesReading extends StreamReading {
    private static final byte[][] DELTAS = EventType.bytes(
            "response.output_text.delta",
            "response.function_call_arguments.delta",
            "response.reasoning_summary_text.delta",
            "response.reasoning_text.delta",
            "response.refusal.delta");

    @Override
    boolean isDelta(byte[] bytes, int from, int to) {
        return EventType.isOneOf(DELTAS, bytes, from, to);
    }

    @Override
    void read(String type, JsonNode event) {
        JsonNode response = event.path("response");
        switch (type) {
            case "response.created" -> model = Trees.text(response, "model");
            case "response.output_item.added" -> {
                String item = Trees.textOr(event.path("item"), "type", "");
                substance |= !item.equals("message") && !item.equals("reasoning");
            }
            case "response.completed", "response.incomplete" -> completed(response);
            case "response.failed" -> failure = ErrorFacts.fault(response.path("error"));
            case "error" -> failure = ErrorFacts.fault(event.hasNonNull("error") ? event.path("error") : event);
            default -> substance |= type.endsWith(".delta");
        }
    }

    private void completed(JsonNode response) {
        String served = Trees.text(response, "model");
        if (served != null) model = served;
        TokenUsage said = ResponsesUsage.read(response.path("usage"));
        if (said != null) usage = said;
        substance = true;
        finished = true;
        ended = true;
    }
}
