package dev.keypool.sandbox;

/** How a chat call ended, once per call. Immutable. */
record Ending(Kind kind, String reason, boolean streamed, Usage usage) {
    enum Kind {
        ANSWERED,
        REFUSED,
        ABORTED
    }

    static Ending answered(boolean streamed, Usage usage) {
        return new Ending(Kind.ANSWERED, "", streamed, usage);
    }

    static Ending refused(String reason, Usage usage) {
        return new Ending(Kind.REFUSED, reason, false, usage);
    }

    static Ending aborted(boolean streamed, Usage usage) {
        return new Ending(Kind.ABORTED, "", streamed, usage);
    }
}
