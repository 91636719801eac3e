package dev.keypool.gateway;

import dev.keypool.dialects.Fault;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hears a provider's stream, event by event, and says what becomes of each. Confined to its attempt. */
interface Listener {
    /** The stream's last event: it is held back for the ledger. */
    int LAST = 1;
    /** It holds a part of the answer: from here on nothing is tried again. */
    int SUBSTANCE = 2;
    /** It is not for the caller. */
    int HIDE = 4;
    /** It is no JSON object, which breaks the stream (ADR 0011). */
    int BROKEN = 8;
    /** It may be an error in disguise: the classifier must look at it. */
    int SUSPECT = 16;

    /**
     * Hears one event that has data.
     *
     * @param begun whether anything has gone to the caller; before that, every event is read whole
     * @return an or of the constants above
     */
    int hear(StreamEvent event, boolean begun);

    /** What the caller gets in place of the event just heard, null for its own bytes. */
    default byte @Nullable [] instead() {
        return null;
    }

    /** What the provider said went wrong, when it said so in words of its dialect. */
    default Optional<Fault> fault() {
        return Optional.empty();
    }

    /** The last words of a stream that broke, null where the dialect's usual ones will do. */
    default byte @Nullable [] broken(GatewayError error) {
        return null;
    }

    /** Whether the answer is complete, so that an orderly end of the connection ends it well. */
    boolean finished();

    /** The last words of a complete stream whose provider closed without any. */
    byte[] farewell();
}
