package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;

/** Looks on while Anthropic's events pass. */
final class MessagesReading extends StreamReading {
    private static final byte[][] DELTAS = EventType.bytes("content_block_delta");

    @Override
    boolean isDelta(byte[] bytes, int from, int to) {
        return EventType.isOneOf(DELTAS, bytes, from, to);
    }

    @Override
    void read(String type, JsonNode event) {
        switch (type) {
            case "message_start" -> {
                JsonNode message = event.path("message");
                model = Trees.text(message, "model");
                usage = MessagesUsage.update(message.path("usage"), usage);
            }
            case "content_block_start" -> {
                String block = Trees.textOr(event.path("content_block"), "type", "");
                substance |= !block.equals("text") && !block.equals("thinking");
            }
            case "content_block_delta" -> substance = true;
            case "message_delta" -> {
                usage = MessagesUsage.update(event.path("usage"), usage);
                boolean stop = event.path("delta").hasNonNull("stop_reason");
                finished |= stop;
                substance |= stop;
            }
            case "message_stop" -> ended = true;
            case "error" -> failure = ErrorFacts.fault(event.path("error"));
            default -> {}
        }
    }
}
