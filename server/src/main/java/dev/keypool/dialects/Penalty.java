package dev.keypool.dialects;

import dev.keypool.dialects.Ask.Penalties;
import org.jspecify.annotations.Nullable;

/** Penalties and seed at providers that have none: a penalty of 0 is none, the others are named as lost. */
final class Penalty {
    private Penalty() {}

    static void drop(Penalties penalties, Losses losses) {
        drop(penalties.presence(), "presence_penalty", losses);
        drop(penalties.frequency(), "frequency_penalty", losses);
        losses.dropUnlessNull(penalties.seed(), "seed");
    }

    private static void drop(@Nullable Double penalty, String name, Losses losses) {
        if (penalty != null && penalty != 0) losses.drop(name);
    }
}
