package dev.keypool.gateway;

import dev.keypool.providers.Failure;
import org.jspecify.annotations.Nullable;

/** How one attempt ended. */
sealed interface Ending {
    /** A whole answer, good. {@code bytes} as the provider sent it. */
    @SuppressWarnings("ArrayRecordComponent") // Handed on once, never compared.
    record Whole(byte[] bytes, Answer answer) implements Ending {}

    /**
     * A stream that came to its end; {@code tail} is its last event, held back until the row is committed, {@code all} its
     * events, null when nobody wants to keep them.
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed on once, never compared.
    record Streamed(Tally tally, byte[] tail, byte @Nullable [] all) implements Ending {}

    /** A stream that broke after its first chunk had gone to the caller. */
    record Broken(Failure failure, Tally tally) implements Ending {}

    /** A failure before anything went to the caller; {@code body} is the provider's own text, null when there is none. */
    @SuppressWarnings("ArrayRecordComponent") // Handed on once, never compared.
    record Refused(Failure failure, byte @Nullable [] body) implements Ending {}

    /** The caller went away; {@code begun} when the provider's stream had begun well. */
    record Gone(Tally tally, boolean begun) implements Ending {}

    /** A fault of our own: nobody is blamed for it. */
    record Faulted(Throwable fault) implements Ending {}
}
