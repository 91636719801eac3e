package dev.keypool.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.CountDownLatch;

/** A closed-loop generator: each connection sends its next request when the last one was answered. One event loop. */
final class Load implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient client = vertx.createHttpClient(
            new HttpClientOptions().setKeepAliveTimeout(60), new PoolOptions().setHttp1MaxSize(256));

    Sample run(Target target, int connections, int seconds) throws InterruptedException {
        Run run = new Run(target, System.nanoTime() + seconds * 1_000_000_000L, connections);
        double cpuBefore = target.process().cpuSeconds();
        long begin = System.nanoTime();
        vertx.runOnContext(ready -> {
            for (int i = 0; i < connections; i++) run.next();
        });
        run.done.await();
        double wall = (System.nanoTime() - begin) / 1e9;
        return new Sample(wall, target.process().cpuSeconds() - cpuBefore, run.latencies(), run.errors);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** One run. Confined to the generator's event loop until {@code done}. */
    private final class Run {
        private final RequestOptions options;
        private final Buffer body;
        private final long end;
        private final CountDownLatch done = new CountDownLatch(1);
        private long[] nanos = new long[1 << 16];
        private int count;
        private int running;
        private long errors;

        Run(Target target, long end, int connections) {
            this.end = end;
            this.running = connections;
            this.body = Buffer.buffer(target.body());
            this.options = new RequestOptions()
                    .setHost("127.0.0.1")
                    .setPort(target.port())
                    .setMethod(HttpMethod.POST)
                    .setURI(target.path())
                    .putHeader("Authorization", "Bearer " + target.token())
                    .putHeader("Content-Type", "application/json");
        }

        void next() {
            long begin = System.nanoTime();
            if (begin >= end) {
                if (--running == 0) done.countDown();
                return;
            }
            client.request(options)
                    .compose(request -> request.send(body))
                    .compose(this::drain)
                    .onComplete(result -> {
                        if (result.succeeded() && result.result() == 200) add(System.nanoTime() - begin);
                        else errors++;
                        next();
                    });
        }

        private Future<Integer> drain(HttpClientResponse response) {
            return response.end().map(ignored -> response.statusCode());
        }

        private void add(long latency) {
            if (count == nanos.length) nanos = java.util.Arrays.copyOf(nanos, count * 2);
            nanos[count++] = latency;
        }

        long[] latencies() {
            return java.util.Arrays.copyOf(nanos, count);
        }
    }
}
