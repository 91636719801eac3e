package dev.keypool.integrations;

import dev.keypool.http.OutboundGuard;
import dev.keypool.integrations.ProviderAnswer.Answered;
import dev.keypool.integrations.ProviderAnswer.Silent;
import dev.keypool.providers.PreparedCall;
import dev.keypool.values.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls providers for key tests and billing: bounded in time and size, no redirects, custom addresses only where the guard
 * lets them. Thread-safe. Blocks its caller: for virtual threads, never for an event loop.
 */
public final class ProviderCalls implements AutoCloseable {
    /** Longest time for all calls of one test or one key's billing sync. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final int BODY_MAX = 64 * 1024;
    private static final int CONNECTIONS_PER_HOST = 32;

    private final HttpClient client;
    private final OutboundGuard guard;
    private final LongSupplier nanoTime;

    private final Duration longest;

    /** @param nanoTime a clock that never steps, in nanoseconds */
    public ProviderCalls(Vertx vertx, OutboundGuard guard, LongSupplier nanoTime) {
        this(vertx, guard, nanoTime, LONGEST);
    }

    ProviderCalls(Vertx vertx, OutboundGuard guard, LongSupplier nanoTime, Duration longest) {
        var options = new HttpClientOptions()
                .setConnectTimeout((int) longest.toMillis())
                .setKeepAliveTimeout(15)
                .setDecompressionSupported(false);
        this.client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_HOST));
        this.guard = guard;
        this.nanoTime = nanoTime;
        this.longest = longest;
    }

    OutboundGuard guard() {
        return guard;
    }

    /** One span of time for calls that belong together. */
    final class Budget {
        private final long start = nanoTime.getAsLong();

        /** Calls, in what is left of the budget. {@code guarded}: the guard must approve the address. */
        ProviderAnswer send(PreparedCall request, boolean guarded) {
            return send(request, guarded, BODY_MAX);
        }

        /** The same; of the answer's body at most {@code bytes} are read. */
        ProviderAnswer send(PreparedCall request, boolean guarded, int bytes) {
            return call(request, guarded, bytes, Math.max(1, longest.toMillis() - millisSince(start)));
        }
    }

    Budget budget() {
        return new Budget();
    }

    /** Frees the connections. */
    @Override
    public void close() {
        client.close();
    }

    private ProviderAnswer call(PreparedCall request, boolean guarded, int bytes, long withinMillis) {
        long start = nanoTime.getAsLong();
        String host = request.uri().getHost();
        try {
            return exchange(request.body(), options(request, guarded), bytes, start)
                    .timeout(withinMillis, TimeUnit.MILLISECONDS)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        } catch (Refusal refused) {
            return new Silent(refused.sentence(), millisSince(start));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return new Silent("Keypool was stopped before " + host + " answered.", millisSince(start));
        } catch (ExecutionException fault) {
            String sentence = fault.getCause() instanceof TimeoutException
                    ? host + " did not answer within " + longest.toSeconds() + " seconds."
                    : host + " could not be reached, or broke the connection.";
            return new Silent(sentence, millisSince(start));
        }
    }

    private RequestOptions options(PreparedCall request, boolean guarded) {
        boolean tls = "https".equalsIgnoreCase(request.uri().getScheme());
        int named = request.uri().getPort();
        int port = named != -1 ? named : tls ? 443 : 80;
        String path = request.uri().getRawPath().isEmpty() ? "/" : request.uri().getRawPath();
        String query = request.uri().getRawQuery();
        var options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(request.method()))
                .setHost(request.uri().getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(query == null ? path : path + "?" + query);
        if (guarded) {
            // The very address that was approved: a second look-up could give another one.
            InetAddress approved = guard.approve(request.uri().getHost());
            options.setServer(SocketAddress.inetSocketAddress(port, approved.getHostAddress()));
        }
        request.headers().forEach(options::putHeader);
        return options;
    }

    private Future<ProviderAnswer> exchange(@Nullable String body, RequestOptions options, int bytes, long start) {
        // Whoever waits may have given up: then nothing is left open, not even to a provider that sends a byte now and
        // then.
        return client.request(options)
                .compose(open -> (body == null ? open.send() : open.send(body))
                        .compose(answer -> read(open, answer, bytes, start))
                        .timeout(longest.toMillis(), TimeUnit.MILLISECONDS)
                        .onFailure(gaveUp -> open.reset()));
    }

    private Future<ProviderAnswer> read(HttpClientRequest request, HttpClientResponse answer, int bytes, long start) {
        Promise<ProviderAnswer> done = Promise.promise();
        Buffer body = Buffer.buffer();
        answer.exceptionHandler(done::tryFail);
        answer.endHandler(end ->
                done.tryComplete(new Answered(answer.statusCode(), answer.headers(), body, true, millisSince(start))));
        answer.handler(chunk -> {
            int room = bytes - body.length();
            body.appendBuffer(chunk, 0, Math.min(room, chunk.length()));
            if (chunk.length() <= room) return;
            done.tryComplete(new Answered(answer.statusCode(), answer.headers(), body, false, millisSince(start)));
            request.reset();
        });
        return done.future();
    }

    private long millisSince(long start) {
        return (nanoTime.getAsLong() - start) / 1_000_000;
    }
}
