package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A billed call as it arrived at the provider. Immutable. */
public final class SeenCall {
    private final String method;
    private final String uri;
    private final Map<String, String> headers;
    private final byte[] body;

    SeenCall(Incoming call) {
        this.method = call.request().method().name();
        this.uri = String.valueOf(call.request().uri());
        this.headers = new TreeMap<>();
        call.request().headers().forEach((name, value) -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
        this.body = call.body().getBytes();
    }

    public String method() {
        return method;
    }

    /** Path and query as they were sent, percent-encoding included. */
    public String uri() {
        return uri;
    }

    /** A header's first value by its name in any case, null when it was not sent. */
    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** Names in lower case, with their first values. */
    public Map<String, String> headers() {
        return Map.copyOf(headers);
    }

    public byte[] body() {
        return body.clone();
    }

    /** How many pictures its messages carry, in any dialect's form; 0 for a body that is no JSON. */
    public int pictures() {
        ObjectNode json = Json.object(body);
        return json == null ? 0 : pictures(json);
    }

    /** A part of OpenAI's two dialects, of Anthropic's, of Bedrock's. */
    private static boolean isPicture(JsonNode part) {
        return part.has("image_url")
                || part.path("type").asText().equals("image")
                || part.at("/image/source").isObject();
    }

    private static int pictures(JsonNode json) {
        if (isPicture(json)) {
            return 1;
        }
        int sum = 0;
        for (JsonNode child : json) {
            sum += pictures(child);
        }
        return sum;
    }

    /** The body read as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
