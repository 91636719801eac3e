package dev.keypool.dashboard;

import dev.keypool.http.ControlPlane;
import dev.keypool.http.RequestId;
import dev.keypool.identity.Sessions;
import dev.keypool.oidc.Issuer;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The dashboard at {@code /dashboard}: files, and the sessions by which a browser uses the public API. It has no other data: whatever a
 * page shows or does goes over that API (ADR 0019). Thread-safe.
 */
public final class Dashboard {
    /** What {@link ControlPlane#ROUTE} is for files and pages. */
    public static final String FILES = "/dashboard/{file}";

    static final String ROOT = "/dashboard";
    private static final String SESSION = ROOT + "/session";

    private final Parts parts;
    private final Pages pages;
    private final SessionDoor sessions;
    private final Handler<Reply> oidc;

    /**
     * What it is built from.
     *
     * @param random for request ids; thread-safe
     * @param secureCookie whether browsers may send cookies over TLS only, although TLS ends before this process
     * @param oidc null where nobody signs in by an issuer
     */
    public record Parts(
            Sessions sessions,
            InstantSource clock,
            RandomGenerator random,
            boolean secureCookie,
            @Nullable Oidc oidc) {}

    /**
     * Sign-in by OpenID Connect.
     *
     * @param name what people know the issuer by: "Sign in with …"
     * @param random for cookies
     */
    public record Oidc(Issuer issuer, String name, SecureRandom random) {}

    /** Reads all files into memory. */
    public Dashboard(Parts parts) {
        this.parts = parts;
        this.pages = new Pages(Site.read(ROOT));
        this.sessions = new SessionDoor(parts);
        this.oidc = parts.oidc() == null ? OidcDoor::off : new OidcDoor(parts, parts.oidc())::handle;
    }

    /** Mounts it. Everything that answers here runs on the request's event loop and never blocks it. */
    public void mount(Router router) {
        router.route(SESSION).handler(routing -> serve(routing, SESSION, sessions::handle));
        router.route(OidcDoor.ROOT + "/*").handler(routing -> serve(routing, OidcDoor.ROOT, oidc));
        router.route(ROOT + "/*").handler(routing -> serve(routing, FILES, pages::handle));
    }

    private void serve(RoutingContext routing, String route, Handler<Reply> answering) {
        String sent = routing.request().getHeader("X-Request-Id");
        String id = RequestId.of(sent, parts.clock().millis(), parts.random());
        routing.put(ControlPlane.REQUEST_ID, id);
        routing.put(ControlPlane.ROUTE, route);
        answering.handle(new Reply(routing, id));
    }
}
