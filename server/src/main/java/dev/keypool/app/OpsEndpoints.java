package dev.keypool.app;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * {@code /healthz} (the process answers), {@code /readyz} (it may be sent traffic: database, roster, migrations, not stopping)
 * and {@code /metrics}. None of them shows a secret or a brand's data. Thread-safe.
 */
final class OpsEndpoints {
    private final Vertx vertx;
    private final PrometheusMeterRegistry registry;
    private final BooleanSupplier databaseReachable;
    private final AtomicBoolean rosterLoaded = new AtomicBoolean();
    private final AtomicBoolean stopping = new AtomicBoolean();

    OpsEndpoints(Vertx vertx, PrometheusMeterRegistry registry, BooleanSupplier databaseReachable) {
        this.vertx = vertx;
        this.registry = registry;
        this.databaseReachable = databaseReachable;
    }

    void rosterIsLoaded() {
        rosterLoaded.set(true);
    }

    void stopping() {
        stopping.set(true);
    }

    void mount(Router router) {
        router.get("/healthz").handler(context -> json(context.response(), 200, new JsonObject().put("status", "ok")));
        router.get("/readyz").handler(context -> ready(context.request()));
        router.get("/metrics")
                .handler(context -> context.response()
                        .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                        .end(registry.scrape()));
    }

    /** The database is asked off the event loop, since it may take a while to say no. */
    private void ready(HttpServerRequest request) {
        vertx.executeBlocking(databaseReachable::getAsBoolean, false).onComplete(reachable -> {
            boolean database = reachable.succeeded() && reachable.result();
            boolean all = database && rosterLoaded.get() && !stopping.get();
            JsonObject body = new JsonObject()
                    .put("status", all ? "ready" : "not ready")
                    .put("database", database)
                    .put("migrations", rosterLoaded.get())
                    .put("roster", rosterLoaded.get())
                    .put("stopping", stopping.get());
            if (!all) request.response().putHeader("Retry-After", "1");
            json(request.response(), all ? 200 : 503, body);
        });
    }

    private static void json(HttpServerResponse response, int status, JsonObject body) {
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(body.toBuffer());
    }
}
