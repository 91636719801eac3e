package dev.keypool.dashboard;

import dev.keypool.http.Answer;
import dev.keypool.http.ShownSession;
import dev.keypool.identity.Sessions;
import dev.keypool.values.Secret;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/**
 * The cookies that are set here; no script can read them.
 *
 * @param secure whether browsers may send them over TLS only, although TLS ends before this process
 */
record Cookies(boolean secure) {
    /** The answer to whoever signed in. */
    Answer signedIn(Sessions.Opened opened, HttpServerRequest request) {
        String value = opened.cookie().reveal(Secret.Use.SHOWN_ONCE);
        return new Answer(
                201,
                SessionView.of(opened.about()),
                Map.of("Set-Cookie", session(value, Sessions.LIFE.toSeconds(), request)));
    }

    String session(String value, long seconds, HttpServerRequest request) {
        return ShownSession.COOKIE + "=" + value + "; Path=/; Max-Age=" + seconds + "; HttpOnly; SameSite=Strict"
                + tls(request);
    }

    /** Lax, for the issuer leads back from its own site: a browser would keep a Strict one to itself then. It opens nothing but a sign-in that began here. */
    String visit(String value, long seconds, HttpServerRequest request) {
        return OidcDoor.COOKIE + "=" + value + "; Path=" + OidcDoor.ROOT + "; Max-Age=" + seconds
                + "; HttpOnly; SameSite=Lax" + tls(request);
    }

    private String tls(HttpServerRequest request) {
        return secure || request.isSSL() ? "; Secure" : "";
    }
}
