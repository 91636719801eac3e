package dev.keypool.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.ops.Metrics;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;

/** Writes the answers of one request; each has its {@code X-Request-Id}. Confined to its event loop. */
final class Reply {
    static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence WWW_AUTHENTICATE = HttpHeaders.createOptimized("www-authenticate");
    private static final CharSequence BEARER = HttpHeaders.createOptimized("Bearer");

    private final HttpServerResponse response;
    private final Metrics metrics;

    Reply(HttpServerResponse response, Metrics metrics, String requestId) {
        this.response = response;
        this.metrics = metrics;
        response.putHeader(REQUEST_ID, requestId);
    }

    HttpServerResponse response() {
        return response;
    }

    /** A JSON body as it is. */
    void json(int status, byte[] body) {
        metrics.answered(status);
        if (response.closed()) return;
        response.setStatusCode(status);
        response.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        response.end(Buffer.buffer(body));
    }

    void error(GatewayError error) {
        error(error, error.body());
    }

    /** @param body the error's, maybe with more in it */
    void error(GatewayError error, ObjectNode body) {
        if (error.status() == 401) response.putHeader(WWW_AUTHENTICATE, BEARER);
        Long wait = error.retryAfter();
        if (wait != null) response.putHeader(HttpHeaders.RETRY_AFTER, wait.toString());
        // What is left of a body that was refused unread would have to be read before the connection is of use again.
        if (error.status() == 413) response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        json(error.status(), body.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The last bytes of a stream. */
    void end(byte[] tail) {
        metrics.answered(response.getStatusCode());
        if (response.closed()) return;
        if (tail.length == 0) response.end();
        else response.end(Buffer.buffer(tail));
    }
}
