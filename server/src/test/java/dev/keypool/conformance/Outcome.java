package dev.keypool.conformance;

/** What came of one cell. */
enum Outcome {
    WORKS("yes"),
    FAILS("**no**"),
    /** The client fails in the same way without Keypool: it cannot take what this provider sends. */
    FAILS_ALONE("no, nor without"),
    NOT_APPLICABLE("n/a");

    private final String word;

    Outcome(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
