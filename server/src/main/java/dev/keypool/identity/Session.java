package dev.keypool.identity;

import dev.keypool.values.Person;
import java.time.Instant;

/**
 * A session of the dashboard, as stored. Immutable.
 *
 * @param hash of the cookie's value
 * @param proof what it was opened with: it is worth as much as that still is
 */
record Session(TokenHash hash, String clientId, Proof proof, Instant openedAt, Instant expiresAt) {
    sealed interface Proof {}

    /** @param hash of the client's token */
    record ByToken(TokenHash hash) implements Proof {}

    record ByPerson(Person person) implements Proof {}
}
