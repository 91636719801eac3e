package dev.keypool.sandbox;

/** A kind of call that is counted, limited and billed: how it is read, and in which form it fails. Thread-safe. */
interface Surface {
    /** Reads the call; the key's settings say what the answer will be like. */
    Ask read(Incoming call, KeyBehaviour behaviour);

    default ErrorForm errors() {
        return ErrorForm.OPENAI;
    }
}
