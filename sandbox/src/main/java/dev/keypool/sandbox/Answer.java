package dev.keypool.sandbox;

import io.vertx.core.buffer.Buffer;
import java.util.function.Supplier;

/** What a call is answered with when no fault hits it, together with what a fault makes of it. */
sealed interface Answer {
    /** What the whole answer is billed. */
    Usage usage();

    /**
     * An answer in one piece.
     *
     * @param error the body that {@link Mode#ERROR_IN_200} sends in its place
     */
    record Whole(int status, CharSequence type, Buffer body, Usage usage, Supplier<String> error) implements Answer {
        static Whole json(String body, Usage usage, Supplier<String> error) {
            return new Whole(200, Json.TYPE, Buffer.buffer(body), usage, error);
        }
    }

    /** An answer in many pieces. */
    record Pieces(Frames frames, Usage usage) implements Answer {}
}
