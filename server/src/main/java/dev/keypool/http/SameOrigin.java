package dev.keypool.http;

import dev.keypool.values.Refusal;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;

/** Whether a request comes from a page of ours. Stateless. */
public final class SameOrigin {
    private SameOrigin() {}

    /** Refuses a browser's request from another site. What is no browser sends neither header, and nothing of a user's along with it. */
    public static void check(HttpServerRequest request) {
        if (holds(request)) return;
        throw new Refusal(
                Refusal.Kind.FORBIDDEN,
                "cross_origin",
                "This was sent from a page of another site. Use the dashboard's own pages, /dashboard.");
    }

    /** The same, told instead of refused. An address that was typed in, or bookmarked, comes from no page of ours either. */
    public static boolean holds(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        String origin = request.getHeader("Origin");
        return site != null ? site.equals("same-origin") : origin == null || isHost(origin, request);
    }

    /** The scheme is not compared: behind a proxy that ends TLS this process does not know it. */
    private static boolean isHost(String origin, HttpServerRequest request) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            var host = request.authority();
            return authority != null && host != null && authority.equalsIgnoreCase(host.toString());
        } catch (IllegalArgumentException noUri) {
            return false;
        }
    }
}
