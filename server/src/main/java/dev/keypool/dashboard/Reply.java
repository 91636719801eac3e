package dev.keypool.dashboard;

import dev.keypool.http.Answer;
import dev.keypool.http.ErrorTable;
import dev.keypool.http.Json;
import dev.keypool.http.Peer;
import dev.keypool.identity.Sessions;
import dev.keypool.values.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;

/** One request below {@code /dashboard} and its answer, which always carries the strict headers. Confined to its event loop. */
final class Reply {
    /** Nothing inline and nothing from elsewhere: what runs and what is drawn came from here, and talks to here alone. */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final List<Entry<String, String>> STRICT = List.of(
            Map.entry("Content-Security-Policy", POLICY),
            Map.entry("X-Content-Type-Options", "nosniff"),
            Map.entry("Referrer-Policy", "no-referrer"),
            Map.entry(
                    "Permissions-Policy",
                    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
            Map.entry("Cross-Origin-Opener-Policy", "same-origin"),
            Map.entry("Cross-Origin-Resource-Policy", "same-origin"));

    private final RoutingContext routing;
    private final String requestId;

    Reply(RoutingContext routing, String requestId) {
        this.routing = routing;
        this.requestId = requestId;
        HttpServerResponse response = routing.response();
        for (Entry<String, String> header : STRICT) response.putHeader(header.getKey(), header.getValue());
        response.putHeader("X-Request-Id", requestId);
    }

    HttpServerRequest request() {
        return routing.request();
    }

    /** The path without its dots and doubled slashes, decoded where it is safe. */
    String path() {
        return routing.normalizedPath();
    }

    String requestId() {
        return requestId;
    }

    String address() {
        return Peer.address(request());
    }

    /** Whose tries are counted together. */
    String network() {
        return Peer.network(request());
    }

    /** From where it came, for the audit log. */
    Sessions.Origin origin() {
        return new Sessions.Origin(address(), requestId);
    }

    void header(String name, String value) {
        routing.response().putHeader(name, value);
    }

    /** Any answer of the API's shape; kept by nobody. */
    void send(Answer answer) {
        header("Cache-Control", "no-store");
        header("Content-Type", "application/json");
        answer.headers().forEach(this::header);
        send(answer.status(), Buffer.buffer(Json.bytes(answer.body())));
    }

    void refuse(Refusal refusal) {
        send(ErrorTable.answer(refusal, requestId));
    }

    /** Only these methods are possible here. */
    void onlyTakes(String allowed) {
        refuse(new Refusal(
                Refusal.Kind.METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "This path takes no such method. Use one of: " + allowed + ".",
                List.of(),
                Map.of("Allow", allowed)));
    }

    /** Sends a body, for {@code HEAD} its length only. */
    void send(int status, Buffer body) {
        HttpServerResponse response = routing.response();
        if (response.ended() || response.closed()) return;
        response.setStatusCode(status);
        if (request().method().equals(HttpMethod.HEAD)) {
            header("Content-Length", String.valueOf(body.length()));
            response.end();
        } else response.end(body);
    }

    /** Sends a status that has no body. */
    void send(int status) {
        HttpServerResponse response = routing.response();
        if (!response.ended() && !response.closed())
            response.setStatusCode(status).end();
    }
}
