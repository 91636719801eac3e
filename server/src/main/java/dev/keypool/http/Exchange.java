package dev.keypool.http;

import dev.keypool.values.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, usable from a virtual thread: what touches the connection is done on its event loop. Confined to
 * its request.
 */
final class Exchange {
    /** What is still thrown away of a refused body before the connection is closed. */
    private static final long MOST_DISCARDED = 16L << 20;

    private static final Set<String> CREDENTIALS = Set.of("authorization", "proxy-authorization", "cookie");

    private final RoutingContext routing;
    private final HttpServerRequest request;
    private final Context loop;
    private final String requestId;
    private final Map<String, String> headers;
    private final Map<String, String> stamped = new LinkedHashMap<>();
    private BooleanSupplier admitted = () -> true;
    private volatile boolean bodyTaken;
    private volatile boolean broken;
    private volatile String template = "(no route)";

    /** Pauses the request until its body is asked for. To be made on the event loop. */
    Exchange(RoutingContext routing, String requestId) {
        this.routing = routing;
        this.request = routing.request().pause();
        this.loop = routing.vertx().getOrCreateContext();
        this.requestId = requestId;
        this.headers = request.headers().names().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .distinct()
                .filter(name -> !CREDENTIALS.contains(name))
                .collect(Collectors.toMap(
                        name -> name,
                        name -> String.join(", ", request.headers().getAll(name))));
    }

    String requestId() {
        return requestId;
    }

    String method() {
        return request.method().name();
    }

    String rawPath() {
        String path = request.path();
        return path == null ? "" : path;
    }

    @Nullable
    String rawQuery() {
        return request.query();
    }

    /** By lower-case name, several of one name joined by commas, without those that carry credentials. */
    Map<String, String> headers() {
        return headers;
    }

    /** Who asks, as far as the authenticator knows right now. */
    Authenticator.Admission admission(Authenticator authenticator) {
        var sent = request.headers().getAll("Authorization");
        return authenticator.admit(sent.isEmpty() ? null : String.join(", ", sent), request);
    }

    /** @param admitted whether the caller may still read an answer that streams */
    void watch(BooleanSupplier admitted) {
        this.admitted = admitted;
    }

    String remoteAddress() {
        return Peer.address(request);
    }

    /** Response headers that every answer to this request carries from now on. */
    void stamp(Map<String, String> more) {
        stamped.putAll(more);
    }

    /** The path template, for logs; never the raw path. */
    String template() {
        return template;
    }

    void template(String found) {
        template = found;
    }

    /** True when nobody waits for an answer any more. */
    boolean gone() {
        return broken || request.response().closed();
    }

    /** Waits for the body; refuses with TOO_LARGE as soon as it is over {@code most} bytes, of which no more are kept. */
    byte[] body(int most) {
        String declared = headers.get("content-length");
        if (declared != null && declared.length() < 19 && Long.parseLong(declared) > most) throw tooLarge(most);
        Promise<Buffer> whole = Promise.promise();
        loop.runOnContext(v -> receive(whole, most));
        return whole.future().await().getBytes();
    }

    private void receive(Promise<Buffer> whole, int most) {
        bodyTaken = true;
        if ("100-continue".equalsIgnoreCase(headers.get("expect")))
            request.response().writeContinue();
        Buffer kept = Buffer.buffer();
        request.handler(chunk -> {
            if (kept.length() + chunk.length() <= most) kept.appendBuffer(chunk);
            else if (whole.tryFail(tooLarge(most))) discard(most);
        });
        request.endHandler(v -> whole.tryComplete(kept));
        request.exceptionHandler(cause -> {
            broken = true;
            whole.tryFail(cause);
        });
        request.resume();
    }

    /** Lets the rest of a body pass by, so that its sender reads the answer; closes on one who never stops. */
    private void discard(long before) {
        long[] passed = {before};
        request.handler(chunk -> {
            passed[0] += chunk.length();
            if (passed[0] > MOST_DISCARDED) request.connection().close();
        });
        request.exceptionHandler(broken -> {});
        request.resume();
    }

    /**
     * Sends an answer: its body as JSON, or as it is when it is bytes already, or as it comes when it is a feed.
     *
     * @throws dev.keypool.values.Refusal of a feed that does not begin
     */
    void send(Answer answer) {
        if (answer.body() instanceof EventFeed feed) {
            stream(feed);
            return;
        }
        if (answer.status() == 204) {
            send(204, answer.headers(), new byte[0]);
            return;
        }
        byte[] bytes = answer.body() instanceof byte[] raw ? raw : Json.bytes(answer.body());
        Map<String, String> all = new LinkedHashMap<>(answer.headers());
        all.putIfAbsent("Content-Type", Negotiation.JSON);
        send(answer.status(), all, bytes);
    }

    private void stream(EventFeed feed) {
        Map<String, String> head = new LinkedHashMap<>(stamped);
        head.put("X-Request-Id", requestId);
        head.put("X-Content-Type-Options", "nosniff");
        head.put("Cache-Control", "no-store");
        head.put("X-Accel-Buffering", "no"); // proxies of the nginx family otherwise wait for the end
        head.put("Content-Type", Negotiation.EVENTS);
        if (request.method().equals(HttpMethod.HEAD)) {
            send(200, head, new byte[0]);
            return;
        }
        routing.put(ControlPlane.ROUTE, template);
        feed.begin(new EventResponse(request.response(), loop, head, admitted));
    }

    private void send(int status, Map<String, String> answerHeaders, byte[] bytes) {
        Map<String, String> all = new LinkedHashMap<>(stamped);
        all.put("X-Request-Id", requestId);
        all.put("X-Content-Type-Options", "nosniff");
        all.put("Cache-Control", "no-store");
        all.putAll(answerHeaders);
        loop.runOnContext(v -> {
            try {
                write(status, all, bytes);
            } catch (IllegalArgumentException unwritable) { // a header value that is no header value
                routing.fail(500, unwritable);
            }
        });
    }

    private void write(int status, Map<String, String> all, byte[] bytes) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) return;
        routing.put(ControlPlane.ROUTE, template);
        if (!bodyTaken && !request.isEnded()) discard(0);
        response.setStatusCode(status);
        all.forEach(response::putHeader);
        if (request.method().equals(HttpMethod.HEAD)) {
            response.putHeader("Content-Length", String.valueOf(bytes.length));
            response.end();
        } else if (status == 204) {
            response.end();
        } else {
            response.end(Buffer.buffer(bytes));
        }
    }

    private static Refusal tooLarge(int most) {
        return new Refusal(
                Refusal.Kind.TOO_LARGE,
                "body_too_large",
                String.format(
                        Locale.ROOT, "The body is larger than %,d bytes, the most that is taken. Send less.", most));
    }
}
