package dev.keypool.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers, on the event loop, what never came as far as an operation: broken HTTP, and faults of other routes. Stateless. */
final class LastResort {
    private static final Logger LOG = LoggerFactory.getLogger(LastResort.class);

    private LastResort() {}

    static void malformed(HttpServerRequest request, String requestId) {
        Throwable cause = request.decoderResult().cause();
        Answer answer = cause instanceof TooLongHttpLineException
                ? ErrorTable.malformed(414, "The request line is too long. Send a shorter URL.", requestId)
                : cause instanceof TooLongHttpHeaderException
                        ? ErrorTable.malformed(431, "The headers are too long. Send fewer or shorter ones.", requestId)
                        : ErrorTable.malformed(
                                400, "The request is not well-formed HTTP. Check the path and the headers.", requestId);
        send(request, answer, requestId);
    }

    static void fault(RoutingContext routing, String requestId) {
        LOG.error("Request {} failed in a route without an error handler", requestId, routing.failure());
        send(routing.request(), ErrorTable.internal(requestId), requestId);
    }

    private static void send(HttpServerRequest request, Answer answer, String requestId) {
        var response = request.response();
        if (response.headWritten() || response.closed()) return;
        response.setStatusCode(answer.status())
                .putHeader("X-Request-Id", requestId)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cache-Control", "no-store")
                .putHeader("Content-Type", Negotiation.JSON);
        answer.headers().forEach(response::putHeader);
        response.end(Buffer.buffer(Json.bytes(answer.body())));
    }
}
