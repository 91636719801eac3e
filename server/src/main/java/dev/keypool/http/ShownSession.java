package dev.keypool.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a browser shows instead of a token: the cookie of a session of the dashboard and, with whatever changes anything, the
 * word that only a page of ours can know (CSRF token). Immutable.
 *
 * @param cookie the cookie's value; as good as a token
 * @param csrf the header {@link #CSRF}, null when it did not come
 * @param reads whether the method changes nothing, so that the cookie alone is enough
 */
public record ShownSession(String cookie, @Nullable String csrf, boolean reads) {
    public static final String COOKIE = "kp_session";
    public static final String CSRF = "X-CSRF-Token";
    /** Code of the refusal of a session that is over. */
    public static final String ENDED = "session_ended";

    private static final String PREFIX = COOKIE + "=";

    /** What that request shows; null when it holds no such cookie. */
    public static @Nullable ShownSession of(HttpServerRequest request) {
        for (String header : request.headers().getAll(HttpHeaders.COOKIE)) {
            for (String pair : header.split(";", -1)) {
                String cookie = pair.strip();
                if (cookie.startsWith(PREFIX)) return of(cookie.substring(PREFIX.length()), request);
            }
        }
        return null;
    }

    private static ShownSession of(String cookie, HttpServerRequest request) {
        return new ShownSession(cookie, request.getHeader(CSRF), reads(request));
    }

    /** A proxied call does not count as reading: a page of a provider, opened like a page of ours, would have our session. */
    private static boolean reads(HttpServerRequest request) {
        String method = request.method().name();
        String path = request.path();
        boolean ours = path != null && !path.contains("/proxy/");
        return ours && (method.equals("GET") || method.equals("HEAD"));
    }

    /** Without what it is about. */
    @Override
    public String toString() {
        return "ShownSession(…)";
    }
}
