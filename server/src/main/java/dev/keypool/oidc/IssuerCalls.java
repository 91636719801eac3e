package dev.keypool.oidc;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import dev.keypool.http.OutboundGuard;
import dev.keypool.values.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The library's way to the issuer: to addresses that the guard approves, bounded in time and size, no redirects. Thread-safe. Blocks its caller:
 * for virtual threads, never for an event loop.
 */
final class IssuerCalls implements HTTPRequestSender, ResourceRetriever, AutoCloseable {
    /** For each call. */
    static final Duration LONGEST = Duration.ofSeconds(5);

    private static final int BODY_MAX = 256 * 1024;

    private final HttpClient client;
    private final OutboundGuard guard;
    private final Duration longest;

    IssuerCalls(Vertx vertx, OutboundGuard guard, Duration longest) {
        var options = new HttpClientOptions()
                .setConnectTimeout((int) longest.toMillis())
                .setKeepAliveTimeout(15);
        this.client = vertx.createHttpClient(options);
        this.guard = guard;
        this.longest = longest;
    }

    @Override
    public HTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
        RequestOptions options =
                options(request.getURI(), HttpMethod.valueOf(request.getMethod().name()));
        request.getHeaderMap().forEach((name, values) -> options.putHeader(name, String.join(", ", values)));
        return call(options, request.getBody());
    }

    @Override
    public Resource retrieveResource(URL url) throws IOException {
        HTTPResponse answer = call(options(URI.create(url.toString()), HttpMethod.GET), null);
        if (answer.getStatusCode() != 200) throw new IOException(url.getHost() + " answered " + answer.getStatusCode());
        return new Resource(answer.getBody(), answer.getHeaderValue("Content-Type"));
    }

    @Override
    public void close() {
        client.close();
    }

    private HTTPResponse call(RequestOptions options, @Nullable String body) throws IOException {
        try {
            return exchange(options, body)
                    .timeout(longest.toMillis(), TimeUnit.MILLISECONDS)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("Keypool was stopped meanwhile", stop);
        } catch (ExecutionException fault) {
            throw new IOException(options.getHost() + ": " + fault.getCause(), fault);
        }
    }

    private RequestOptions options(URI uri, HttpMethod method) throws IOException {
        boolean tls = "https".equalsIgnoreCase(uri.getScheme());
        int port = uri.getPort() != -1 ? uri.getPort() : tls ? 443 : 80;
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new RequestOptions()
                .setMethod(method)
                .setHost(uri.getHost())
                .setPort(port)
                .setSsl(tls)
                .setFollowRedirects(false)
                .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery())
                .putHeader(HttpHeaders.ACCEPT, "application/json")
                .setServer(SocketAddress.inetSocketAddress(
                        port, approved(uri.getHost()).getHostAddress()));
    }

    /** The very address that was approved: a second look-up could give another one. */
    private InetAddress approved(String host) throws IOException {
        try {
            return guard.approve(host);
        } catch (Refusal refused) {
            throw new IOException(refused.sentence(), refused);
        }
    }

    private Future<HTTPResponse> exchange(RequestOptions options, @Nullable String body) {
        // Whoever waits may have given up: then nothing is left open, not even to an issuer that sends a byte now and
        // then.
        return client.request(options)
                .compose(open -> (body == null ? open.send() : open.send(body))
                        .compose(this::read)
                        .timeout(longest.toMillis(), TimeUnit.MILLISECONDS)
                        .onFailure(gaveUp -> open.reset()));
    }

    private Future<HTTPResponse> read(HttpClientResponse answer) {
        Promise<HTTPResponse> done = Promise.promise();
        Buffer body = Buffer.buffer();
        answer.exceptionHandler(done::tryFail);
        answer.endHandler(end -> done.tryComplete(read(answer, body)));
        answer.handler(chunk -> {
            body.appendBuffer(chunk);
            if (body.length() > BODY_MAX)
                done.tryFail(new IOException("its answer is larger than " + BODY_MAX + " bytes"));
        });
        return done.future();
    }

    private static HTTPResponse read(HttpClientResponse answer, Buffer body) {
        var read = new HTTPResponse(answer.statusCode());
        for (String name : List.of("Content-Type", "WWW-Authenticate")) {
            String value = answer.getHeader(name);
            if (value != null) read.setHeader(name, value);
        }
        read.setBody(body.toString());
        return read;
    }
}
