package dev.keypool.providers;

import java.util.Locale;

/** What a test call tells of a key. */
public enum TestVerdict {
    VALID,
    REJECTED,
    NO_CREDIT,
    /** The provider was busy, away or unclear: nothing is known of the key. */
    UNKNOWN;

    /** The word on the wire, for example {@code no_credit}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
