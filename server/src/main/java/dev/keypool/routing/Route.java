package dev.keypool.routing;

import java.util.List;

/** What a model's name was understood as. */
public sealed interface Route {
    /**
     * Where to send, in the order to try. Empty when the brand has no key for any provider that could take the request; a
     * pinned provider without a key stands in the list all the same, so that the answer can name it.
     */
    record Resolved(List<Target> targets) implements Route {
        public Resolved {
            targets = List.copyOf(targets);
        }
    }

    /** @param sentence for the caller: what was sent, and what would be right */
    record Unknown(String sentence) implements Route {}
}
