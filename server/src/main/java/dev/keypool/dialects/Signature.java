package dev.keypool.dialects;

import java.util.Optional;

/**
 * Reasoning is signed or sealed by its provider, which refuses any other's. So what crosses dialects is tagged with the dialect it
 * came from; on its way back it is given only to a provider of that dialect.
 */
final class Signature {
    static final String MARK = "keypool.";

    private Signature() {}

    /** A provider's own signature, for the middle form. */
    static String tagged(Dialect origin, String raw) {
        return MARK + origin.wire() + "." + raw;
    }

    /** The provider's own signature again; empty when it came from another dialect. */
    static Optional<String> raw(Dialect target, String tagged) {
        String start = MARK + target.wire() + ".";
        return tagged.startsWith(start) ? Optional.of(tagged.substring(start.length())) : Optional.empty();
    }
}
