package dev.keypool.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream as its caller got it: the data of its events, {@code [DONE]} included. */
record Sse(List<String> data) {
    static Sse of(String text) {
        if (!text.isEmpty() && !text.endsWith("\n\n")) throw new AssertionError("ends inside of an event: " + text);
        List<String> data = new ArrayList<>();
        for (String event : text.split("\n\n", -1)) if (event.startsWith("data: ")) data.add(event.substring(6));
        return new Sse(data);
    }

    boolean done() {
        return !data.isEmpty() && data.getLast().equals("[DONE]");
    }

    /** The text that a client library would have put together. Fails on a chunk that it could not have read. */
    String content() {
        StringBuilder text = new StringBuilder();
        for (String each : data)
            if (!each.equals("[DONE]"))
                text.append(json(each).at("/choices/0/delta/content").asText(""));
        return text.toString();
    }

    /** The error that ended it, null when none did. */
    @Nullable
    JsonNode error() {
        if (data.isEmpty() || done()) return null;
        return json(data.getLast()).get("error");
    }

    private static JsonNode json(String data) {
        try {
            return Http.JSON.readTree(data);
        } catch (JsonProcessingException notJson) {
            throw new AssertionError("an event that no client can read: " + data, notJson);
        }
    }
}
