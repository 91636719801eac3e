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
            "x-client-ip",
            "true-client-ip",
            "cf-connecting-ip",
            "x-auth-token",
            "ocp-apim-subscription-key",
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
        String hops = hops();
        String token = token();
        for (var header : request.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            boolean ours = isOurs(name)
                    || hops.contains("," + name + ",")
                    || header.getValue().contains(token);
            // A header that opens the provider's door, or one of its fixed ones, is set already and stays.
            if (!ours && !out.headers().contains(name)) out.putHeader(header.getKey(), header.getValue());
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null)
            out.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(Long.parseLong(length) + splice.growth()));
    }

    /** What begins with x-amz- would have to be signed. */
    private static boolean isOurs(String name) {
        return OURS.contains(name)
                || name.startsWith("x-forwarded")
                || name.startsWith("x-keypool-")
                || name.startsWith("x-amz-");
    }

    /** Headers that are for this connection alone, as {@code Connection} names them (RFC 9110, section 7.6.1). */
    private String hops() {
        String all = String.join(",", request.headers().getAll(HttpHeaders.CONNECTION));
        return "," + all.toLowerCase(Locale.ROOT).replaceAll("\\s", "") + ",";
    }

    /** By which the caller was let in: his client may send it in more places than one. */
    private String token() {
        String sent = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (sent == null) sent = request.getHeader("x-api-key");
        return sent == null ? "\n" : sent.substring(sent.lastIndexOf(' ') + 1);
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
    public boolean waitsForCaller() {
        return flow.waitsForCaller();
    }

    @Override
    public void stop() {
        flow.detach();
    }
}
