package dev.keypool.conformance;

import dev.keypool.sandbox.Books;
import dev.keypool.sandbox.KeyBehaviour;
import dev.keypool.sandbox.Sandbox;
import java.time.Duration;

/**
 * Where one cell of the table is tried.
 *
 * @param key the only one that can serve, by which the sandbox keeps its books
 */
record Stand(Sandbox sandbox, String key, Line line) {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    void play(KeyBehaviour behaviour) {
        sandbox.configure(key, behaviour);
    }

    Books books() {
        return sandbox.books(key);
    }

    /** The books once nothing is under way any more. */
    Books quietBooks() {
        return sandbox.awaitBooks(key, books -> books.received() > 0 && books.inFlight() == 0, PATIENCE);
    }

    /** Path and query of the last call that the provider got. */
    String lastPath() {
        return sandbox.lastCall(key)
                .orElseThrow(() -> new AssertionError("Nothing came to the provider."))
                .uri();
    }

    /** The last body that the provider got. */
    String lastBody() {
        return sandbox.lastCall(key)
                .orElseThrow(() -> new AssertionError("Nothing came to the provider."))
                .text();
    }
}
