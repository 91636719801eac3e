package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** A billed call whose body has arrived. Confined to its event loop. */
record Incoming(HttpServerRequest request, String path, Played played, Buffer body) {
    /** A header's value, empty when it was not sent. */
    String header(String name) {
        String value = request.getHeader(name);
        return value == null ? "" : value;
    }

    /** The body as a JSON object; null when it is none. */
    @Nullable
    ObjectNode json() {
        return Json.object(body.getBytes());
    }
}
