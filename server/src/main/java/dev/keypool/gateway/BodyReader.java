package dev.keypool.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a JSON request body within a limit. The buffer grows with what really came, not with what was announced. Confined to one request. */
final class BodyReader {
    /** Said to nobody, as a rule: the connection is gone. */
    private static final GatewayError INCOMPLETE = GatewayError.of(
            400, GatewayError.INVALID, "request_incomplete", "The request body ended before it was complete.");

    private final HttpServerRequest request;
    private final int limit;
    private final Runnable progress;
    private final Invitation invitation;
    private long thrownAway;
    private final Promise<byte[]> done = Promise.promise();
    private @Nullable Bytes bytes;

    /**
     * @param limit most bytes
     * @param progress called whenever bytes came
     * @param invitation given when the head of the request is acceptable
     */
    BodyReader(HttpServerRequest request, int limit, Runnable progress, Invitation invitation) {
        this.request = request;
        this.limit = limit;
        this.progress = progress;
        this.invitation = invitation;
    }

    /** The body, or a {@link GatewayError.Raised} of status 413, 415 or 400. */
    Future<byte[]> read() {
        GatewayError refusal = unacceptable();
        if (refusal != null) return Future.failedFuture(refusal.raised());
        invitation.give();
        request.handler(this::chunk);
        request.endHandler(end -> done.tryComplete(bytes == null ? new byte[0] : bytes.take()));
        request.exceptionHandler(_ -> done.tryFail(INCOMPLETE.raised()));
        return done.future();
    }

    /** No more is waited for. */
    void stop(GatewayError why) {
        done.tryFail(why.raised());
    }

    private @Nullable GatewayError unacceptable() {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && !isJson(type))
            return unsupported("The Content-Type is not application/json. Send the request as JSON.");
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity"))
            return unsupported("The request body is compressed. Send it without Content-Encoding.");
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null && announced(length) > limit ? tooLarge() : null;
    }

    private static boolean isJson(String type) {
        int end = type.indexOf(';');
        String plain = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return plain.equals("application/json") || plain.endsWith("+json");
    }

    private static long announced(String length) {
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0; // The server has already refused what is no number; what really comes is counted anyway.
        }
    }

    private void chunk(Buffer chunk) {
        if (done.future().isComplete()) {
            throwAway(chunk.length());
            return;
        }
        progress.run();
        Bytes so = bytes;
        int size = so == null ? 0 : so.size();
        if (chunk.length() > limit - size) {
            bytes = null;
            done.tryFail(tooLarge().raised());
            return;
        }
        if (so == null) bytes = Bytes.from(chunk.getBytes());
        else so.add(chunk.getBytes());
    }

    /** The rest of what is too large already: some callers read the answer only behind it. But it has to end. */
    private void throwAway(int length) {
        thrownAway += length;
        if (thrownAway > limit) Reply.cutOff(request);
    }

    private static GatewayError unsupported(String message) {
        return GatewayError.of(415, GatewayError.INVALID, "unsupported_media_type", message);
    }

    private GatewayError tooLarge() {
        return GatewayError.of(
                413,
                GatewayError.INVALID,
                "request_too_large",
                "The request body is larger than " + limit + " bytes. Send fewer or smaller messages.");
    }
}
