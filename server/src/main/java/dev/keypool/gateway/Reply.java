package dev.keypool.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.ops.Metrics;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Writes the answers of one request; each has its {@code X-Request-Id}. Confined to its event loop. */
final class Reply {
    static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence EVENTS = HttpHeaders.createOptimized("text/event-stream; charset=utf-8");
    private static final CharSequence WWW_AUTHENTICATE = HttpHeaders.createOptimized("www-authenticate");
    private static final CharSequence BEARER = HttpHeaders.createOptimized("Bearer");

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Metrics metrics;
    private final String requestId;
    private Tone tone = Tone.OPENAI;
    private BooleanSupplier unread;
    private boolean hangsUp;
    private @Nullable Witnessed witnessed;

    Reply(HttpServerRequest request, Metrics metrics, String requestId) {
        this.request = request;
        this.response = request.response();
        this.metrics = metrics;
        this.requestId = requestId;
        this.unread = new Invitation(request)::outstanding;
        response.putHeader(REQUEST_ID, requestId);
    }

    /** Who is told of what goes out. */
    void witnessedBy(Witnessed whoever) {
        witnessed = whoever;
    }

    /** In which dialect errors are told from here on. */
    void speak(Tone spoken) {
        tone = spoken;
    }

    Tone tone() {
        return tone;
    }

    String requestId() {
        return requestId;
    }

    HttpServerRequest request() {
        return request;
    }

    HttpServerResponse response() {
        return response;
    }

    /** The caller is asked to close the connection behind this answer. */
    Reply last() {
        if (request.version() != HttpVersion.HTTP_2) response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        return this;
    }

    /** It is closed at once behind this answer, whatever the caller still sends; of HTTP/2 only this stream ends. */
    void hangUp() {
        last();
        hangsUp = true;
    }

    /** Ends a request whose caller does not stop sending: an HTTP/1 connection is closed, of HTTP/2 the stream is reset. */
    static void cutOff(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) request.response().reset();
        else request.connection().close();
    }

    /** Whether the caller still sends what nobody reads: then the connection is of no more use behind the answer. */
    void hangUpWhile(BooleanSupplier stillSends) {
        unread = stillSends;
    }

    /** A JSON body as it is. */
    void json(int status, byte[] body) {
        if (unread.getAsBoolean()) hangUp();
        metrics.answered(status);
        over(status, body);
        if (response.closed()) return;
        response.setStatusCode(status);
        response.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        Future<Void> written = response.end(Buffer.buffer(body));
        if (hangsUp && request.version() != HttpVersion.HTTP_2)
            written.onComplete(_ -> request.connection().close());
    }

    void error(GatewayError error) {
        error(error, body(error));
    }

    ObjectNode body(GatewayError error) {
        return tone.body(error, requestId);
    }

    /** @param body the error's, maybe with more in it */
    void error(GatewayError error, ObjectNode body) {
        if (witnessed != null) witnessed.failed(error.code());
        if (error.status() == 401) response.putHeader(WWW_AUTHENTICATE, BEARER);
        Long wait = error.retryAfter();
        if (wait != null) response.putHeader(HttpHeaders.RETRY_AFTER, wait.toString());
        json(error.status(), body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void over(int status, byte[] last) {
        if (witnessed == null) return;
        witnessed.answered(last);
        witnessed.ended(status);
    }

    /** Nobody reads it any more: an HTTP/1 connection is closed, of HTTP/2 the stream is reset. */
    void abandon() {
        if (witnessed != null) witnessed.ended(response.headWritten() ? response.getStatusCode() : 0);
        if (!response.closed()) response.reset();
    }

    /**
     * Ends a stream of events that had begun, by an error.
     *
     * @param words what says it, null for the dialect's usual words
     */
    void endBroken(GatewayError error, byte @Nullable [] words) {
        if (witnessed != null) witnessed.failed(error.code());
        end(words == null ? tone.event(error, requestId) : words);
    }

    /** A whole stream of events at once. */
    void events(byte[] all) {
        response.setChunked(true);
        response.putHeader(HttpHeaders.CONTENT_TYPE, EVENTS);
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        end(all);
    }

    /** The last bytes of a stream. */
    void end(byte[] tail) {
        metrics.answered(response.getStatusCode());
        over(response.getStatusCode(), tail);
        if (response.closed()) return;
        if (tail.length == 0) response.end();
        else response.end(Buffer.buffer(tail));
    }
}
