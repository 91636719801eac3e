package dev.keypool.app;

import dev.keypool.dashboard.Dashboard;
import dev.keypool.http.ControlPlane;
import io.vertx.ext.web.RoutingContext;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each request of the control plane: who asked is in the audit log, what was asked is here, as the route's template;
 * the raw path and query may hold a secret that somebody put there by mistake. The gateway's requests have ledger rows instead, and files of the
 * dashboard that were there are not worth the fifty lines of a first visit.
 */
final class AccessLog {
    private static final Logger LOG = LoggerFactory.getLogger("dev.keypool.access");
    private static final long NANOS_PER_MICRO = 1_000;

    private final LongSupplier nanos;

    AccessLog(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void note(RoutingContext routing) {
        long begun = nanos.getAsLong();
        routing.addEndHandler(ended -> write(routing, (nanos.getAsLong() - begun) / NANOS_PER_MICRO));
        routing.next();
    }

    private static void write(RoutingContext routing, long micros) {
        boolean file = Dashboard.FILES.equals(routing.get(ControlPlane.ROUTE));
        if (file && routing.response().getStatusCode() < 400) return;
        LOG.atInfo()
                .addKeyValue("method", routing.request().method().name())
                .addKeyValue("route", routing.<Object>get(ControlPlane.ROUTE))
                .addKeyValue("status", routing.response().getStatusCode())
                .addKeyValue("micros", micros)
                .addKeyValue("request_id", routing.<Object>get(ControlPlane.REQUEST_ID))
                .log("request");
    }
}
