package dev.keypool.vault;

/** A sealed value, the vault's keyset or the master key cannot be used. Says where and what to do, never what was sealed. */
public final class VaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public VaultException(String sentence) {
        super(sentence);
    }

    public VaultException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
