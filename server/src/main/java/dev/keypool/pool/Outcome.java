package dev.keypool.pool;

import dev.keypool.values.FailureClass;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a leased attempt ended. */
public sealed interface Outcome {
    /** The provider answered well. */
    record Success() implements Outcome {}

    /** It failed; the class says whether it counts against the key. {@code retryAfter} is the provider's own wait, if it named one. */
    record Failed(
            FailureClass failureClass,
            String message,
            @Nullable Duration retryAfter) implements Outcome {}

    /** Nobody's failure: the caller went away, or the attempt was given up before it was sent. */
    record Abandoned() implements Outcome {}
}
