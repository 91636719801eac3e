package dev.keypool.conformance;

/** What came of one cell. */
enum Outcome {
    WORKS("yes"),
    FAILS("**no**"),
    NOT_APPLICABLE("n/a");

    private final String word;

    Outcome(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
