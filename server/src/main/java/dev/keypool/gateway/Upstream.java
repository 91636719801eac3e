package dev.keypool.gateway;

import dev.keypool.http.OutboundGuard;
import dev.keypool.providers.KeyAccess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The way out to providers, one for each event loop: a shared client would lend a connection of another loop and pay two
 * wake-ups for it. Certificates and host names are checked, redirects are not followed, nothing is decompressed.
 */
final class Upstream {
    private static final CharSequence IDENTITY = HttpHeaders.createOptimized("identity");
    private static final CharSequence AGENT = HttpHeaders.createOptimized("keypool");
    private static final int HEADER_LIMIT = 32 << 10;
    private static final int CHUNK = 64 << 10;

    private final Vertx vertx;
    private final OutboundGuard guard;
    private final HttpClientAgent client;

    Upstream(Vertx vertx, OutboundGuard guard, GatewaySettings settings) {
        this.vertx = vertx;
        this.guard = guard;
        var options = new HttpClientOptions()
                .setKeepAlive(true)
                .setKeepAliveTimeout(Math.toIntExact(settings.keepAlive().toSeconds()))
                .setConnectTimeout(Math.toIntExact(settings.connect().toMillis()))
                .setSslHandshakeTimeout(settings.connect().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpNoDelay(true)
                .setMaxHeaderSize(HEADER_LIMIT)
                .setMaxChunkSize(CHUNK)
                .setDecompressionSupported(false)
                .setVerifyHost(true);
        var pool = new PoolOptions()
                .setHttp1MaxSize(settings.connections())
                .setMaxWaitQueueSize(4 * settings.connections());
        // A provider that resets a connection is told by the request on it; the connection's own word would only be a
        // stack trace in the log.
        this.client = vertx.httpClientBuilder()
                .with(options)
                .with(pool)
                .withConnectHandler(connection -> connection.exceptionHandler(_ -> {}))
                .build();
    }

    /**
     * A connection to the key's provider and a request on it that has not left yet.
     *
     * @param path below the key's base URL
     */
    Future<HttpClientRequest> request(KeyAccess access, HttpMethod method, String path) {
        URI base = access.baseUri();
        boolean tls = "https".equals(base.getScheme());
        int port = base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80;
        var options = new RequestOptions()
                .setMethod(method)
                .setSsl(tls)
                .setHost(base.getHost())
                .setPort(port)
                .setURI(base.getRawPath() + path);
        if (!access.guarded()) return client.request(options).map(r -> headed(r, access));
        return approved(base.getHost()).compose(address -> {
            // The very address that was approved: a name that answers differently a moment later changes nothing.
            options.setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, port)));
            return client.request(options).map(r -> headed(r, access));
        });
    }

    private Future<InetAddress> approved(String host) {
        Optional<InetAddress> known = guard.approvedNow(host);
        if (known.isPresent()) return Future.succeededFuture(known.get());
        // A name must be looked up, which blocks.
        return vertx.executeBlocking(() -> guard.approve(host), false).map(Objects::requireNonNull);
    }

    private static HttpClientRequest headed(HttpClientRequest request, KeyAccess access) {
        try {
            request.putHeader(HttpHeaders.ACCEPT_ENCODING, IDENTITY);
            request.putHeader(HttpHeaders.USER_AGENT, AGENT);
            access.headers().forEach(request::putHeader);
            return request;
        } catch (RuntimeException e) {
            request.reset(); // Else its connection would never come back to the pool.
            throw e;
        }
    }

    Future<Void> close() {
        return client.shutdown(0, TimeUnit.SECONDS);
    }
}
