package dev.keypool.sandbox;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A running sandbox provider. Thread-safe. Base URLs, modes and prices: README.md of the module.
 *
 * <p>When a client has read the end of an answer, that answer is in {@link #books}.
 */
public final class Sandbox implements AutoCloseable {
    private static final int SECONDS_TO_START = 20;

    private final Vertx vertx;
    private final Shelf shelf;
    private final String host;
    private final int port;

    private Sandbox(Vertx vertx, Shelf shelf, String host, int port) {
        this.vertx = vertx;
        this.shelf = shelf;
        this.host = host;
        this.port = port;
    }

    /**
     * Starts one and returns when it listens. Not to be called from an event loop.
     *
     * @throws IOException with a sentence for the operator, when the port is taken or the address is not ours
     */
    public static Sandbox start(SandboxSettings settings) throws IOException {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(settings.eventLoops())
                .setWorkerPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        Shelf shelf = new Shelf(settings);
        FrontDoor door = new FrontDoor(
                new BilledCalls(vertx, shelf, settings.clock()), new OtherCalls(vertx, shelf), new Control(shelf));
        try {
            int port = listen(vertx, settings, door);
            return new Sandbox(vertx, shelf, settings.host(), port);
        } catch (IOException | RuntimeException failed) {
            close(vertx);
            throw failed;
        }
    }

    private static int listen(Vertx vertx, SandboxSettings settings, FrontDoor door) throws IOException {
        AtomicInteger bound = new AtomicInteger();
        Future<String> deployed = vertx.deployVerticle(
                () -> new Listener(settings, door, bound), new DeploymentOptions().setInstances(settings.eventLoops()));
        await(deployed, "The sandbox cannot listen on " + settings.host() + ":" + settings.port());
        return bound.get();
    }

    /** One server per event loop; they share the port. Confined to its event loop. */
    private static final class Listener extends VerticleBase {
        private final SandboxSettings settings;
        private final FrontDoor door;
        private final AtomicInteger bound;

        Listener(SandboxSettings settings, FrontDoor door, AtomicInteger bound) {
            this.settings = settings;
            this.door = door;
            this.bound = bound;
        }

        /** A negative port means one free port for all instances together; without h2c all clients speak HTTP/1.1. */
        @Override
        public Future<?> start() {
            HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                    .setHost(settings.host())
                    .setPort(settings.port() == 0 ? -1 : settings.port())
                    .setHttp2ClearTextEnabled(false)
                    .setHandle100ContinueAutomatically(true));
            return server.requestHandler(door).listen().onSuccess(s -> bound.set(s.actualPort()));
        }
    }

    /** Where a provider of that name is played, for example {@code http://127.0.0.1:8089/openrouter/v1}. */
    public String baseUrl(String provider) {
        return origin() + "/" + provider + "/v1";
    }

    /** Scheme, host and port. */
    public String origin() {
        return "http://" + host + ":" + port;
    }

    public int port() {
        return port;
    }

    /** Sets all about a key, from now on; what was counted stays. */
    public void configure(String key, KeyBehaviour behaviour) {
        shelf.of(key).configure(behaviour);
    }

    /** Settings of a key; {@link KeyBehaviour#OK} for one never configured. */
    public KeyBehaviour behaviour(String key) {
        return shelf.of(key).behaviour();
    }

    /** Books of a key; empty ones for a key never seen. */
    public Books books(String key) {
        return shelf.of(key).snapshot();
    }

    /**
     * Waits until the books of a key are so, for instance until the sandbox has noticed that a client went away.
     *
     * @throws IllegalStateException when they are not within {@code patience}
     */
    public Books awaitBooks(String key, Predicate<Books> condition, Duration patience) {
        CompletableFuture<Books> books = shelf.of(key).when(condition);
        try {
            return books.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            books.cancel(false);
            throw new IllegalStateException(
                    "After " + patience + " the books say " + books(key).counts() + ".", late);
        } catch (ExecutionException | InterruptedException failed) {
            throw new IllegalStateException("The wait for the books was broken off.", failed);
        }
    }

    /** Books of all keys that were configured or seen, in no order. */
    public List<Books> allBooks() {
        return shelf.all().stream().map(KeyBook::snapshot).toList();
    }

    /** When that key's chat calls of the last ten minutes arrived, oldest first, at most the last 1,048,576. */
    public List<Instant> requestTimes(String key) {
        return shelf.of(key).requestTimes(Integer.MAX_VALUE);
    }

    /** {@code X-Request-Id} of that key's chat calls that had one, oldest first, at most the last 100,000. */
    public List<String> requestIds(String key) {
        return shelf.of(key).requestIds(Integer.MAX_VALUE);
    }

    /** {@code X-Keypool-Attempt} of that key's chat calls that had one, oldest first, at most the last 100,000. */
    public List<String> attemptIds(String key) {
        return shelf.of(key).attemptIds(Integer.MAX_VALUE);
    }

    /** That key's last billed call as it arrived; empty before the first. */
    public Optional<SeenCall> lastCall(String key) {
        return Optional.ofNullable(shelf.of(key).lastCall()).map(SeenCall::new);
    }

    /** Forgets all keys, their settings and books. Calls in flight end in books that nobody sees any more. */
    public void reset() {
        shelf.clear();
    }

    /** Stops listening and cuts what is in flight. */
    @Override
    public void close() {
        close(vertx);
    }

    private static void close(Vertx vertx) {
        try {
            await(vertx.close(), "The sandbox did not stop");
        } catch (IOException late) {
            throw new IllegalStateException(late.getMessage(), late);
        }
    }

    private static void await(Future<?> future, String whatFailed) throws IOException {
        try {
            var _ = future.toCompletionStage().toCompletableFuture().get(SECONDS_TO_START, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new IOException(whatFailed + ": " + cause(failed) + ".", failed);
        } catch (TimeoutException late) {
            throw new IOException(whatFailed + " within " + SECONDS_TO_START + " s.", late);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException(whatFailed + ": interrupted.", stop);
        }
    }

    private static String cause(ExecutionException failed) {
        Throwable cause = failed.getCause();
        return cause == null ? "unknown reason" : String.valueOf(cause.getMessage());
    }
}
