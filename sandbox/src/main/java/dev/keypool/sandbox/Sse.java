package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.JsonNode;

/** Server-sent events with a name. */
final class Sse {
    private Sse() {}

    /** An event whose name is its data's {@code type}. */
    static String typed(JsonNode data) {
        return event(data.path("type").asText(), data.toString());
    }

    static String event(String name, String data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }
}
