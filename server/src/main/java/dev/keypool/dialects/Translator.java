package dev.keypool.dialects;

/** Turns what a client of one dialect says into what a provider of another understands, and the answer back. */
public final class Translator {
    private Translator() {}

    /** Translates one request. */
    public void request() {}
}
