package dev.keypool.http;

import dev.keypool.values.Caller;
import dev.keypool.values.Refusal;
import org.jspecify.annotations.Nullable;

/** Tells who is calling. In memory and quick: called on the event loop. Kept by {@code identity}. */
@FunctionalInterface
public interface Authenticator {
    /** @param authorization the Authorization header as sent, null when absent */
    Admission admit(@Nullable String authorization);

    /** A caller, or why not (UNAUTHENTICATED with {@code WWW-Authenticate: Bearer}, or FORBIDDEN when inactive). */
    sealed interface Admission {
        record Admitted(Caller caller) implements Admission {}

        record Refused(Refusal refusal) implements Admission {}
    }
}
