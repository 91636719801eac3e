package dev.keypool.gateway;

import dev.keypool.values.FailureClass;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;

/** How one request goes to one provider, and how its answer comes back. Immutable; shared by the attempts of its request. */
interface Way {
    HttpMethod method();

    /** Below the key's base URL, with the query. */
    String path();

    /** What is sent. */
    Outgoing outgoing();

    /** How an answer of that status and kind is taken in. */
    Intake intake(int status, String contentType);

    /** Cuts the provider's stream into the events that {@link #listener} hears. */
    Cutter cutter(EventCutter.Sink sink);

    Listener listener(Tally tally);

    /** A whole answer as the caller gets it, and what it says; empty when it is none, or must be looked at by the classifier. */
    Optional<Taken> whole(byte[] body);

    /**
     * Whether the same may be sent again with another key.
     *
     * @param sent whether anything had left for the provider
     */
    default boolean repeatsAfter(FailureClass failure, boolean sent) {
        return outgoing().repeatable();
    }

    /** Members of the request that the provider's dialect cannot say ({@code docs/dialects.md}); the caller is told. */
    default List<String> dropped() {
        return List.of();
    }

    /** How a provider's answer is taken in. */
    enum Intake {
        /** Event by event. */
        EVENTS,
        /** Read whole, then judged. */
        WHOLE,
        /** Let through as it comes. */
        BYTES
    }

    /**
     * A whole answer.
     *
     * @param body what the caller gets
     * @param answer what was read of that body
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed on once, never compared.
    record Taken(byte[] body, Answer answer) {}
}
