package dev.keypool.gateway;

import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A body that flows from the caller to the provider. Its headers go along, but for those that are between the caller and us.
 * Confined to its request.
 */
final class FlowingBody implements Outgoing {
    /** Of the connection, of who the caller is, or set by us. */
    private static final Set<String> OURS = Set.of(
            "host",
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "expect",
            "content-length",
            "accept-encoding",
            "authorization",
            "x-api-key",
            "api-key",
            "x-goog-api-key",
            "xi-api-key",
            "cookie",
            "x-csrf-token",
            "user-agent",
            "forwarded",
            "via",
            "x-real-ip",
            "x-request-id",
            "traceparent",
            "tracestate",
            "baggage");

    private static final Set<HttpMethod> BODILESS =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.DELETE);

    private static final byte[] NOTHING = new byte[0];

    private final HttpServerRequest request;
    private final BodyFlow flow;
    private final BodyFlow.Splice splice;

    FlowingBody(HttpServerRequest request, BodyFlow flow, BodyFlow.Splice splice) {
        this.request = request;
        this.flow = flow;
        this.splice = splice;
    }

    @Override
    public void head(HttpClientRequest out) {
        for (var header : request.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            boolean ours = OURS.contains(name) || name.startsWith("x-forwarded-") || name.startsWith("x-keypool-");
            // A header that opens the provider's door, or one of its fixed ones, is set already and stays.
            if (!ours && !out.headers().contains(name)) out.putHeader(header.getKey(), header.getValue());
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null)
            out.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(Long.parseLong(length) + splice.growth()));
    }

    @Override
    public void send(HttpClientRequest out, Attempt attempt) {
        if (!hasBody()) {
            out.end();
            return;
        }
        if (request.getHeader(HttpHeaders.CONTENT_LENGTH) == null) out.setChunked(true);
        flow.into(out, attempt, splice);
    }

    /** HTTP/2 announces no body: there the method tells. */
    private boolean hasBody() {
        if (request.headers().contains(HttpHeaders.CONTENT_LENGTH)) return true;
        if (request.version() == HttpVersion.HTTP_2) return !BODILESS.contains(request.method());
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    @Override
    public byte @Nullable [] signed() {
        return hasBody() ? null : NOTHING;
    }

    @Override
    public boolean repeatable() {
        return flow.repeatable();
    }

    @Override
    public void stop() {
        flow.detach();
    }
}
