package dev.keypool.integrations;

/** One sealed field of a stored credential. Immutable: nobody writes into the bytes. */
final class SealedField {
    private final String name;
    private final byte[] sealed;
    private final String preview;

    SealedField(String name, byte[] sealed, String preview) {
        this.name = name;
        this.sealed = sealed;
        this.preview = preview;
    }

    String name() {
        return name;
    }

    /** The sealed bytes themselves, not a copy: they are read once for each attempt. */
    byte[] sealed() {
        return sealed;
    }

    /** The mask, made when the value was stored. */
    String preview() {
        return preview;
    }
}
