package dev.keypool.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes to a provider behind the head of a request. */
interface Outgoing {
    /** Headers about it, beside those that open the door. Called before {@link #send}. */
    void head(HttpClientRequest request);

    /** Sends all of it and ends the request. Called once for each attempt. */
    void send(HttpClientRequest request, Attempt attempt);

    /** The attempt is over: nothing more of it is sent. */
    default void stop() {}

    /** Whether the provider waits for the rest of it, and the rest for the caller. */
    default boolean waitsForCaller() {
        return false;
    }

    /** The bytes that a signature covers, null when they are not all here yet. */
    byte @Nullable [] signed();

    /** Whether it can still be sent from its beginning. */
    default boolean repeatable() {
        return true;
    }

    /**
     * JSON that is here in one piece.
     *
     * @param beside headers that say something about it
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    record Json(byte[] body, boolean stream, Map<String, String> beside) implements Outgoing {
        private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
        private static final CharSequence EVENTS = HttpHeaders.createOptimized("text/event-stream");

        @Override
        public void head(HttpClientRequest request) {
            request.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
            request.putHeader(HttpHeaders.ACCEPT, stream ? EVENTS : JSON);
            // One of the provider's fixed ones is set already and stays.
            beside.forEach((name, value) -> {
                if (!request.headers().contains(name)) request.putHeader(name, value);
            });
        }

        @Override
        public void send(HttpClientRequest request, Attempt attempt) {
            request.end(Buffer.buffer(body));
        }

        @Override
        public byte[] signed() {
            return body;
        }
    }
}
