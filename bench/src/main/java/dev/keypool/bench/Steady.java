package dev.keypool.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Many streams at once, each of a chunk every few milliseconds: how late chunks come, and what they cost. One event loop. */
final class Steady implements AutoCloseable {
    /** The streams begin one after the other, so that their chunks do not all come in the same millisecond. */
    private static final int SPREAD_MS = 1_000;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final int streams;
    private final HttpClient client;

    Steady(int streams) {
        this.streams = streams;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAliveTimeout(60), new PoolOptions().setHttp1MaxSize(streams));
    }

    /**
     * What one run measured.
     *
     * @param gaps time between two pieces of one stream; its CPU figures are for each of them
     * @param residentMib of the target's process when all streams run, in the middle, and before they end
     */
    record Result(Sample gaps, List<Long> residentMib) {}

    /** @param seconds that each stream lasts */
    Result run(Target target, int seconds) throws InterruptedException, IOException {
        Run run = new Run(target);
        List<Long> resident = new ArrayList<>();
        double cpuBefore = target.process().cpuSeconds();
        long begin = System.nanoTime();
        for (int i = 0; i < streams; i++) vertx.setTimer(1 + (long) i * SPREAD_MS / streams, timer -> run.open());
        for (int i = 0; i < 3; i++) {
            long at = SPREAD_MS + i * (seconds * 1_000L - SPREAD_MS) * 9 / 20;
            run.done.await(at - (System.nanoTime() - begin) / 1_000_000, TimeUnit.MILLISECONDS);
            resident.add(target.process().residentMib());
        }
        run.done.await();
        double wall = (System.nanoTime() - begin) / 1e9;
        double cpu = target.process().cpuSeconds() - cpuBefore;
        return new Result(new Sample(wall, cpu, run.gaps(), run.errors), resident);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** One run. Confined to the generator's event loop until {@code done}. */
    private final class Run {
        private final RequestOptions options;
        private final Buffer body;
        private final CountDownLatch done = new CountDownLatch(1);
        private long[] nanos = new long[1 << 18];
        private int count;
        private int running = streams;
        private long errors;

        Run(Target target) {
            this.body = Buffer.buffer(target.body());
            this.options = new RequestOptions()
                    .setHost("127.0.0.1")
                    .setPort(target.port())
                    .setMethod(HttpMethod.POST)
                    .setURI(target.path())
                    .putHeader("Authorization", "Bearer " + target.token())
                    .putHeader("Content-Type", "application/json");
        }

        void open() {
            client.request(options)
                    .compose(request -> request.send(body))
                    .compose(this::follow)
                    .onComplete(result -> {
                        if (result.failed() || !result.result()) errors++;
                        if (--running == 0) done.countDown();
                    });
        }

        /** Whether the stream came to its good end. */
        private Future<Boolean> follow(HttpClientResponse response) {
            Promise<Boolean> end = Promise.promise();
            long[] last = {0};
            Buffer[] tail = {Buffer.buffer()};
            response.handler(piece -> {
                long now = System.nanoTime();
                if (last[0] != 0) add(now - last[0]);
                last[0] = now;
                tail[0] = piece;
            });
            response.exceptionHandler(end::tryFail);
            response.endHandler(over -> end.tryComplete(
                    response.statusCode() == 200 && tail[0].toString().contains("[DONE]")));
            return end.future();
        }

        private void add(long gap) {
            if (count == nanos.length) nanos = Arrays.copyOf(nanos, count * 2);
            nanos[count++] = gap;
        }

        long[] gaps() {
            return Arrays.copyOf(nanos, count);
        }
    }
}
