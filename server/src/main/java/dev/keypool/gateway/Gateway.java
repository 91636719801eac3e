package dev.keypool.gateway;

import dev.keypool.http.LiveTurn;
import dev.keypool.http.Operation;
import dev.keypool.http.RequestId;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.Scope;
import dev.keypool.values.Surface;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data plane: {@code /v1/*} and {@code /api/gate/v1/*}. Thread-safe: one instance serves all event loops. For each loop it
 * keeps, made at that loop's first request, an HTTP client with its connections and one watch over time bounds; all else
 * is shared (the parts, the model directory, the count of requests in flight).
 */
public final class Gateway {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final String LONG_PREFIX = "/api/gate/v1";
    private static final String SHORT_PREFIX = "/v1";
    private static final byte[] HEALTHY = "{\"status\":\"ok\"}".getBytes(StandardCharsets.US_ASCII);

    private static final GatewayError LEAVING = new GatewayError(
            503,
            "service_unavailable_error",
            "shutting_down",
            "This node is shutting down. Try again.",
            null,
            1L,
            null);

    private final GatewayParts parts;
    private final Door door;
    private final ModelDirectory directory;
    private final Targets targets;
    private final ProviderPage providers;
    private final CataloguePages catalogue;
    private final ReportPages reports;
    private final TraceFeed feed;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Queue<Loop> loops = new ConcurrentLinkedQueue<>();
    private final FastThreadLocal<@Nullable Loop> ofThisLoop = new FastThreadLocal<>();
    private volatile boolean accepting = true;

    public Gateway(GatewayParts parts) {
        this.parts = parts;
        this.door = new Door(parts.authenticator());
        this.directory = new ModelDirectory(parts);
        this.targets = new Targets(parts, directory);
        this.providers = new ProviderPage(parts.catalogue());
        this.catalogue = new CataloguePages(parts, directory);
        this.reports = new ReportPages(parts, door);
        this.feed = new TraceFeed(parts.ledger().traces(), parts.witnesses().names(), parts.clock());
        parts.metrics().gauge("keypool.gateway.in_flight", "Requests under way", inFlight::get);
    }

    /** Whether a path is the gateway's. */
    public static boolean serves(String path) {
        return below(path) != null;
    }

    /** Model ids that the provider is known to list for that brand, without asking it; empty when nothing is known. */
    public Set<String> knownModels(BrandId brand, String provider) {
        return directory.known(brand, provider);
    }

    /** The streams of requests, for whoever turns and ends them. */
    public LiveTurn feed() {
        return feed;
    }

    /** Handlers of the control plane by operationId of {@code openapi.yaml}. */
    public Map<String, Operation> operations() {
        return Map.of("liveTraces", feed::open);
    }

    /** What follows the gateway's prefix, null when the path has none. */
    private static @Nullable String below(String path) {
        if (path.startsWith("/v1/")) return path.substring(SHORT_PREFIX.length());
        return path.startsWith("/api/gate/v1/") ? path.substring(LONG_PREFIX.length()) : null;
    }

    /** Answers a request whose path it {@link #serves}. To be called on the request's event loop, before its body is read. */
    public void handle(HttpServerRequest request) {
        String requestId =
                RequestId.of(request.getHeader(Reply.REQUEST_ID), parts.clock().millis(), parts.random());
        var reply = new Reply(request, parts.metrics(), requestId);
        try {
            if (!accepting) {
                reply.last().error(LEAVING);
                return;
            }
            route(request, reply);
        } catch (GatewayError.Raised e) {
            reply.error(e.error());
        } catch (RuntimeException e) {
            LOG.error("Fault in request {}", requestId, e);
            reply.error(GatewayError.internal());
        }
    }

    private void route(HttpServerRequest request, Reply reply) {
        String sent = request.path();
        String path = sent == null ? null : below(sent);
        Surface surface = Surfaces.at(path == null ? "" : path);
        if (surface != null) {
            reply.speak(Tone.of(surface));
            if (surface == Surface.PROXY) noEcho(request.method());
            else only(HttpMethod.POST, request, reply);
            serve(surface, reply);
            return;
        }
        switch (path == null ? "" : path) {
            case "/models" -> {
                only(HttpMethod.GET, request, reply);
                catalogue.models(loop(), optionalCaller(request), reply);
            }
            case "/aliases" -> {
                only(HttpMethod.GET, request, reply);
                catalogue.aliases(optionalCaller(request), reply);
            }
            case "/providers" -> {
                only(HttpMethod.GET, request, reply);
                Caller caller = optionalCaller(request);
                reply.json(
                        200, providers.json(caller == null ? null : parts.pool().providers(caller.brand())));
            }
            case "/health" -> {
                only(HttpMethod.GET, request, reply);
                reply.json(200, HEALTHY);
            }
            case "/traces" -> {
                only(HttpMethod.GET, request, reply);
                reports.traces(request, reply);
            }
            case "/usage" -> {
                only(HttpMethod.GET, request, reply);
                reports.usage(request, reply);
            }
            case String other
            when other.startsWith("/traces/") -> {
                only(HttpMethod.GET, request, reply);
                reports.trace(request, reply, other.substring("/traces/".length()));
            }
            case String other
            when other.startsWith("/models/") -> {
                only(HttpMethod.GET, request, reply);
                catalogue.model(loop(), optionalCaller(request), reply, other.substring("/models/".length()));
            }
            case String other -> throw unknownPath(other);
        }
    }

    private void serve(Surface surface, Reply reply) {
        inFlight.incrementAndGet();
        new Exchange(parts, loop(), door, targets, surface, reply).serve().onComplete(_ -> inFlight.decrementAndGet());
    }

    /** Who asks, null when nobody says and that is allowed. A wrong token is never taken for none. */
    private @Nullable Caller optionalCaller(HttpServerRequest request) {
        if (parts.settings().publicCatalogue() && !door.hasToken(request)) return null;
        return door.admit(request, Scope.GATE_MODELS);
    }

    private Loop loop() {
        Loop known = ofThisLoop.get();
        if (known != null) return known;
        var made = new Loop(
                parts.vertx().getOrCreateContext(),
                new Upstream(parts.vertx(), parts.guard(), parts.settings()),
                new Watch(parts.vertx(), parts.nanos()));
        ofThisLoop.set(made);
        loops.add(made);
        return made;
    }

    private static void only(HttpMethod method, HttpServerRequest request, Reply reply) {
        if (request.method().equals(method)) return;
        reply.response().putHeader(HttpHeaders.ALLOW, method.name());
        throw GatewayError.of(
                        405,
                        GatewayError.INVALID,
                        "method_not_allowed",
                        "This path takes " + method.name() + ", not "
                                + request.method().name() + ".")
                .raised();
    }

    /** TRACE makes a provider send back what it got, the key with it; CONNECT would open a way past all of this. */
    private static void noEcho(HttpMethod method) {
        if (!method.equals(HttpMethod.TRACE) && !method.equals(HttpMethod.CONNECT)) return;
        throw GatewayError.of(
                        405,
                        GatewayError.INVALID,
                        "method_not_allowed",
                        method.name() + " is not passed on to providers. Use GET, POST, PUT, PATCH or DELETE.")
                .raised();
    }

    private static GatewayError.Raised unknownPath(String path) {
        return GatewayError.of(
                        404,
                        GatewayError.INVALID,
                        "not_found",
                        "The gateway has no " + path + ". It serves " + Surfaces.paths()
                                + ", /models, /aliases, /providers, /usage, /traces and /health.")
                .raised();
    }

    /** Requests under way. */
    public int inFlight() {
        return inFlight.get();
    }

    /** From here on new requests get 503 {@code shutting_down}; those in flight go on. */
    public void stopAccepting() {
        accepting = false;
    }

    /** Closes all connections to providers. Requests still in flight fail. */
    public Future<Void> close() {
        accepting = false;
        List<Future<Void>> closed = new ArrayList<>();
        for (Loop loop : loops) closed.add(loop.upstream().close());
        return Future.join(closed).mapEmpty();
    }
}
