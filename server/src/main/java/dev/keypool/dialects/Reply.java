package dev.keypool.dialects;

import dev.keypool.values.TokenUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The middle form of a whole answer. Immutable.
 *
 * @param id the provider's id of it, null when it gives none
 * @param model the model that served, null when it does not say
 * @param usage null when it reports none
 */
record Reply(
        @Nullable String id,
        @Nullable String model,
        List<Part> parts,
        Stop stop,
        @Nullable TokenUsage usage) {
    Reply {
        parts = List.copyOf(parts);
    }

    /**
     * Why the answer ended.
     *
     * @param sequence which stop sequence was met, null when not known
     */
    record Stop(Reason reason, @Nullable String sequence) {
        static Stop of(Reason reason) {
            return new Stop(reason, null);
        }
    }

    /** In no dialect. */
    enum Reason {
        /** The model was done. */
        END,
        /** The most tokens asked for, or the model's context, were used up. */
        LENGTH,
        TOOL_CALLS,
        STOP_SEQUENCE,
        /** The provider's filter cut it. */
        CONTENT_FILTER,
        /** The model refused. */
        REFUSAL,
        /** A long turn was paused; send it back to go on. */
        PAUSE
    }
}
