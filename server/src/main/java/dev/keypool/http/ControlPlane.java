package dev.keypool.http;

import dev.keypool.values.Caller;
import dev.keypool.values.Refusal;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of the control plane: everything that the contract says of every endpoint is done here, in the order of
 * {@link #answer}, so that an {@link Operation} sees only what is right. Each request has a virtual thread of its own.
 * Thread-safe.
 */
public final class ControlPlane {
    /** Key in {@link RoutingContext#get} for the request's id, for the access log. */
    public static final String REQUEST_ID = "keypool.requestId";
    /** Key in {@link RoutingContext#get} for the path template, for logs and meters: the raw path may hold a secret. */
    public static final String ROUTE = "keypool.route";

    private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);
    private static final int MOST_BODY = 1 << 20;

    private final Contract contract;
    private final Map<String, Operation> operations;
    private final Authenticator authenticator;
    private final Idempotency idempotency;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Rates rates;
    private final Routes routes;
    private final ThreadFactory workers = Thread.ofVirtual().name("control-", 0).factory();

    /**
     * @param rate requests of one token
     * @param adminOpen false when the settings hold no admin token: the whole admin plane then answers 404
     */
    public record Settings(RateLimit rate, boolean adminOpen) {}

    /**
     * Fails with a sentence when the contract and the operations do not fit each other.
     *
     * @param operations handlers by their id in the contract, those of the admin plane among them
     * @param random for request ids; must be thread-safe, such as a {@link java.security.SecureRandom}
     */
    public ControlPlane(
            Contract contract,
            Map<String, Operation> operations,
            Authenticator authenticator,
            IdempotencyStore idempotency,
            InstantSource clock,
            RandomGenerator random,
            Settings settings) {
        this.contract = contract;
        this.operations = Map.copyOf(operations);
        this.authenticator = authenticator;
        this.idempotency = new Idempotency(idempotency, clock);
        this.clock = clock;
        this.random = random;
        this.rates = new Rates(settings.rate(), clock);
        List<Endpoint> all = contract.endpoints();
        mustFit(all, operations.keySet());
        this.routes = new Routes(
                all.stream().filter(e -> settings.adminOpen() || !e.admin()).toList());
    }

    /** Mounts the API, {@code /openapi} and {@code /docs}, and 404 in the API's shape for whatever no other route answers. */
    public void mount(Router router) {
        Docs docs = new Docs(contract);
        router.route("/api/v1/*").handler(routing -> serve(routing, this::answer));
        for (String path : Docs.PATHS) router.route(path).handler(routing -> serve(routing, docs::answer));
        router.route().last().handler(routing -> serve(routing, this::answer));
        router.errorHandler(400, routing -> refuseMalformed(routing.request()));
        router.errorHandler(500, routing -> LastResort.fault(routing, requestId(ownId(routing))));
    }

    /** Answers what is no HTTP; for {@link io.vertx.core.http.HttpServer#invalidRequestHandler}. */
    public void refuseMalformed(HttpServerRequest request) {
        LastResort.malformed(request, requestId(null));
    }

    /** Every rule of the contract's section 0, in order. Runs on the request's virtual thread. */
    private Answer answer(Exchange exchange) throws Exception {
        Routes.Found found = routes.find(exchange.method(), exchange.rawPath());
        Endpoint endpoint = found.endpoint();
        if (endpoint == null) return new Answer(204, Map.of(), Map.of("Allow", found.allow()));
        exchange.template(endpoint.template());
        Caller caller = admit(exchange);
        exchange.stamp(rates.peek(caller).headers());
        mustBeAllowed(caller, endpoint);
        Rates.Standing standing = rates.take(caller);
        exchange.stamp(standing.headers());
        standing.mustBeTaken();
        Negotiation.mustAccept(endpoint, exchange.headers());
        if (endpoint.streams()) exchange.watch(() -> stillMay(caller, exchange, endpoint));
        if (endpoint.takesBody()) Negotiation.mustDeclareJson(exchange.headers());
        byte[] body = exchange.body(MOST_BODY);
        if (endpoint.takesBody()) Negotiation.mustBeDeclared(exchange.headers(), body);
        Call call = Inputs.check(endpoint, caller, exchange, found.values(), body);
        return idempotency.once(endpoint, call, Objects.requireNonNull(operations.get(endpoint.id())));
    }

    /** What answers a request, on its virtual thread. */
    @FunctionalInterface
    private interface Answering {
        Answer answer(Exchange exchange) throws Exception;
    }

    private void serve(RoutingContext routing, Answering answering) {
        Exchange exchange = new Exchange(routing, requestId(ownId(routing)));
        routing.put(REQUEST_ID, exchange.requestId());
        workers.newThread(() -> run(exchange, answering)).start();
    }

    /** Whatever goes wrong, the caller gets an answer and a fault of ours one line in the log. */
    private static void run(Exchange exchange, Answering answering) {
        try {
            exchange.send(answering.answer(exchange));
        } catch (Refusal refusal) {
            exchange.send(ErrorTable.answer(refusal, exchange.requestId()));
        } catch (Throwable fault) {
            if (!exchange.gone()) exchange.send(fault(exchange, fault));
        }
    }

    private static Answer fault(Exchange exchange, Throwable fault) {
        LOG.error("Request {} to {} {} failed", exchange.requestId(), exchange.method(), exchange.template(), fault);
        return ErrorTable.internal(exchange.requestId());
    }

    private Caller admit(Exchange exchange) {
        return switch (exchange.admission(authenticator)) {
            case Authenticator.Admission.Admitted admitted -> admitted.caller();
            case Authenticator.Admission.Refused refused -> throw refused.refusal();
        };
    }

    /** Whether what let the caller in would still do so: asked as long as an answer streams. */
    private boolean stillMay(Caller caller, Exchange exchange, Endpoint endpoint) {
        return exchange.admission(authenticator) instanceof Authenticator.Admission.Admitted admitted
                && admitted.caller().id().equals(caller.id())
                && admitted.caller().may(endpoint.scope());
    }

    private static void mustBeAllowed(Caller caller, Endpoint endpoint) {
        String who = caller.id();
        if (!caller.may(endpoint.scope())) {
            String scope = endpoint.scope().wire();
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "missing_scope",
                    "This operation needs the scope " + scope + ", which the token " + who
                            + " does not have. Use a token that has it.");
        }
        if (!endpoint.callers().contains(caller.kind())) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "client_token_needed",
                    "This operation takes the token of a client, and " + who + " is none. Use a client token.");
        }
    }

    private static @Nullable String ownId(RoutingContext routing) {
        return routing.request().getHeader("X-Request-Id");
    }

    private String requestId(@Nullable String own) {
        return RequestId.of(own, clock.millis(), random);
    }

    private static void mustFit(List<Endpoint> endpoints, Set<String> handled) {
        Set<String> described = new TreeSet<>();
        endpoints.forEach(endpoint -> described.add(endpoint.id()));
        Set<String> unhandled = new TreeSet<>(described);
        unhandled.removeAll(handled);
        Set<String> undescribed = new TreeSet<>(handled);
        undescribed.removeAll(described);
        if (unhandled.isEmpty() && undescribed.isEmpty()) return;
        throw new IllegalStateException("openapi.yaml and the operations differ. Described but without a handler: "
                + unhandled + "; handled but not described: " + undescribed + ". Bring them together.");
    }
}
