package dev.keypool.sandbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a fault happens. All conditions must hold. Immutable.
 *
 * @param on which calls; null: every call for {@link Mode#INVALID} (the key itself is bad), chat only for the others
 * @param times it happens at most so often, null: without end
 * @param until it ends at that moment of the sandbox's clock, null: never
 * @param every it hits each so-manieth call (1: each), counted from the moment it was set: 2 makes a flapping provider
 * @param probability 0 to 1, drawn from the sandbox's seeded generator
 */
public record When(
        @Nullable Calls on,
        @Nullable Integer times,
        @Nullable Instant until,
        int every,
        double probability) {
    /** On every call, without end. */
    public static final When ALWAYS = new When(null, null, null, 1, 1.0);

    public When {
        Checks.that(
                times == null || times >= 1, "times must be 1 or more, or left out for no end; it was " + times + ".");
        Checks.that(every >= 1, "every must be 1 or more (1 = each call); it was " + every + ".");
        Checks.that(
                probability >= 0 && probability <= 1,
                "probability must be between 0 and 1; it was " + probability + ".");
    }

    boolean concerns(Mode mode, Calls call) {
        if (call == Calls.OTHER && mode.onlyInAnswers()) {
            return false;
        }
        Calls which = on != null ? on : mode == Mode.INVALID ? Calls.ALL : Calls.CHAT;
        return which.includes(call);
    }
}
