package dev.keypool.http;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers for 24 hours which writes were done under an {@code Idempotency-Key}. Thread-safe; may block: not for an event loop. */
public interface IdempotencyStore {
    /**
     * Takes the key for a request, in one atomic step.
     *
     * @param fingerprint tells this request from others: operation, parameters and body, hashed
     */
    Claim claim(WriteKey key, String fingerprint, Instant now);

    /** The claimed request was done: later ones get this answer. */
    void keep(WriteKey key, Stored answer);

    /** The claimed request changed nothing: the key may be used again. */
    void release(WriteKey key);

    /**
     * @param caller sort and public id of the token, for example {@code CLIENT:cli_…}
     * @param key what was sent as {@code Idempotency-Key}
     */
    record WriteKey(String caller, String key) {}

    /**
     * A kept answer.
     *
     * @param body JSON as it was answered; null when it held a secret that is shown once, which is never stored
     */
    record Stored(
            int status,
            Map<String, String> headers,
            @Nullable String body) {
        public Stored {
            headers = Map.copyOf(headers);
        }
    }

    /** What became of a claim. */
    sealed interface Claim {
        /** The key is new: run the request, then {@code keep} or {@code release}. */
        record Granted() implements Claim {}

        /** The same request is being worked on right now. */
        record InProgress() implements Claim {}

        /** The key belongs to another request. */
        record OtherRequest() implements Claim {}

        /** The same request was done. */
        record Done(Stored answer) implements Claim {}
    }
}
