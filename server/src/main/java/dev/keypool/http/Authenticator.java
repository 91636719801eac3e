package dev.keypool.http;

import dev.keypool.values.Caller;
import dev.keypool.values.Refusal;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Tells who is calling. In memory and quick: called on the event loop. Kept by {@code identity}. */
@FunctionalInterface
public interface Authenticator {
    /** @param authorization the Authorization header as sent, null when absent */
    Admission admit(@Nullable String authorization);

    /** The same by a browser's session; where nobody keeps sessions, as if nothing had been shown. */
    default Admission admitSession(ShownSession shown) {
        return admit(null);
    }

    /** By what the request shows. Whoever sends a token is judged by it alone, whatever cookies come along. */
    default Admission admit(@Nullable String authorization, HttpServerRequest request) {
        if (authorization != null) return admit(authorization);
        ShownSession shown = ShownSession.of(request);
        return shown == null ? admit(null) : admitSession(shown);
    }

    /** A caller, or why not (UNAUTHENTICATED with {@code WWW-Authenticate: Bearer}, or FORBIDDEN when inactive). */
    sealed interface Admission {
        record Admitted(Caller caller) implements Admission {}

        record Refused(Refusal refusal) implements Admission {}
    }
}
