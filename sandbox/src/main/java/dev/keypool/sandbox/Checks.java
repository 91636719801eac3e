package dev.keypool.sandbox;

/** One way to refuse a bad setting. */
final class Checks {
    private Checks() {}

    /** Fails with that sentence, which the control endpoint shows to its caller, unless {@code holds}. */
    static void that(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
