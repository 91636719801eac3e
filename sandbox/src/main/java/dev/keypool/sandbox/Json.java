package dev.keypool.sandbox;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** JSON answers. */
final class Json {
    static final CharSequence TYPE = HttpHeaders.createOptimized("application/json");

    /** Pictures come as one long string. */
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(64 * 1024 * 1024)
                            .build())
                    .build())
            .build();

    private Json() {}

    static void send(HttpServerResponse response, int status, String json) {
        if (response.closed()) {
            return;
        }
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, TYPE);
        var _ = response.end(json);
    }

    static void refuse(HttpServerResponse response, Played played, Refusal refusal) {
        refuse(response, ErrorForm.OPENAI, played, refusal);
    }

    static void refuse(HttpServerResponse response, ErrorForm form, Played played, Refusal refusal) {
        if (!response.closed()) {
            form.headers(refusal).forEach(response::putHeader);
        }
        send(response, form.status(refusal), form.body(played, refusal));
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** JSON of the sandbox's own, known to be well formed. */
    static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException malformed) {
            throw new IllegalStateException("Not JSON: " + json, malformed);
        }
    }

    /** The object that those bytes hold, null when they hold none. */
    static @Nullable ObjectNode object(byte[] bytes) {
        try {
            return MAPPER.readTree(bytes) instanceof ObjectNode object ? object : null;
        } catch (IOException malformed) {
            return null;
        }
    }
}
