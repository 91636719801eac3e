package dev.keypool.sandbox;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** JSON answers. */
final class Json {
    static final CharSequence TYPE = HttpHeaders.createOptimized("application/json");

    private Json() {}

    static void send(HttpServerResponse response, int status, String json) {
        if (response.closed()) {
            return;
        }
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, TYPE);
        var _ = response.end(json);
    }

    static void refuse(HttpServerResponse response, Played played, Refusal refusal) {
        if (!response.closed()) {
            refusal.headers().forEach(response::putHeader);
        }
        send(response, refusal.status(), played.body(refusal));
    }
}
