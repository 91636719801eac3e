package dev.keypool.sandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Which calls a fault concerns: chat completions, all other calls (models, key, credits, balance), or both. */
public enum Calls {
    CHAT,
    OTHER,
    ALL;

    boolean includes(Calls call) {
        return this == ALL || this == call;
    }

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Calls> named(String wire) {
        return Arrays.stream(values()).filter(c -> c.wire().equals(wire)).findFirst();
    }
}
