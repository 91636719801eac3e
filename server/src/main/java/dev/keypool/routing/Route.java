package dev.keypool.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a model's name was understood as. */
public sealed interface Route {
    /**
     * Where to send, in the order to try. Empty when the brand has no key for any provider that could take the request; a
     * pinned provider without a key, and an alias whose providers all lack one, stand in the list all the same, so that the
     * answer can name them.
     *
     * @param first what would serve if nothing stood in its way: an alias's first choice, also when the brand has no key for
     *     it; else the first of the targets; null when there is none
     */
    record Resolved(List<Target> targets, @Nullable Target first) implements Route {
        public Resolved {
            targets = List.copyOf(targets);
        }

        public Resolved(List<Target> targets) {
            this(targets, targets.isEmpty() ? null : targets.getFirst());
        }
    }

    /**
     * The list of allowed models, the brand's or the agent's, has none of those that the name means.
     *
     * @param sentence for the caller
     */
    record NotAllowed(String sentence) implements Route {}

    /** @param sentence for the caller: what was sent, and what would be right */
    record Unknown(String sentence) implements Route {}
}
