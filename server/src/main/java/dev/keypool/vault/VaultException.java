package dev.keypool.vault;

/** A sealed value did not open. Says where, never what. */
public final class VaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public VaultException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
