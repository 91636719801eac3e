package dev.keypool.app;

import dev.keypool.dashboard.Dashboard;
import dev.keypool.gateway.Gateway;
import dev.keypool.http.ControlPlane;
import dev.keypool.http.LiveTurn;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.net.BindException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening side: one HTTP server for each event loop on one port; the path decides which door a request takes. */
final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    /** Who answers; no dashboard where the settings want none. */
    record Doors(
            Gateway gateway,
            ControlPlane control,
            OpsEndpoints ops,
            List<LiveTurn> live,
            @Nullable Dashboard dashboard) {}

    private final Queue<HttpServer> servers = new ConcurrentLinkedQueue<>();
    private final Settings settings;
    private final Doors doors;

    private Server(Settings settings, Doors doors) {
        this.settings = settings;
        this.doors = doors;
    }

    static void start(Vertx vertx, Settings settings, Doors doors, Running running) {
        Server server = new Server(settings, doors);
        int loops = settings.http().eventLoops();
        int instances = loops == 0 ? Runtime.getRuntime().availableProcessors() : loops;
        running.keep("HTTP server", server, Server::stop);
        try {
            vertx.deployVerticle(() -> server.new Listener(), new DeploymentOptions().setInstances(instances))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof BindException taken) {
                throw new Main.PortTaken(settings.http().host(), settings.http().port(), taken);
            }
            throw failed;
        }
        running.listening(server.servers.element().actualPort());
        LOG.info("listening on http://{}:{}", settings.http().host(), running.port());
    }

    /** No new request is taken; those in flight may finish within the grace. */
    private void stop() {
        doors.ops().stopping();
        doors.gateway().stopAccepting();
        doors.live().forEach(LiveTurn::close);
        long grace = settings.shutdownGrace().toMillis();
        LOG.info(
                "stopping: {} requests in flight may finish within {} ms",
                doors.gateway().inFlight(),
                grace);
        Future.join(servers.stream()
                        .map(server -> server.shutdown(grace, TimeUnit.MILLISECONDS))
                        .toList())
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** One event loop's server. */
    private final class Listener extends VerticleBase {
        @Override
        public Future<?> start() {
            Router router = Router.router(vertx);
            doors.ops().mount(router);
            router.route().handler(new AccessLog(System::nanoTime)::note);
            if (doors.dashboard() != null) doors.dashboard().mount(router);
            doors.control().mount(router);
            HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                            .setHost(settings.http().host())
                            .setPort(settings.http().port())
                            .setIdleTimeout(idleSeconds()))
                    .requestHandler(request -> route(request, router))
                    .invalidRequestHandler(doors.control()::refuseMalformed)
                    // A peer that resets its connection is no fault of ours: without this it is logged with a stack
                    // trace.
                    .connectionHandler(connection -> connection.exceptionHandler(reset -> {}));
            servers.add(server);
            return server.listen();
        }

        /** Longest silence of a connection: a minute more than the gateway's own bounds allow, so that those always speak first. */
        private int idleSeconds() {
            Settings.GatewayRules rules = settings.gateway();
            Duration longest = Stream.of(rules.firstByte(), rules.firstToken(), rules.idle(), rules.deadline())
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            return Math.toIntExact(longest.toSeconds() + 60);
        }

        private void route(HttpServerRequest request, Router router) {
            String path = request.path();
            if (path != null && Gateway.serves(path)) doors.gateway().handle(request);
            else router.handle(request);
        }
    }
}
