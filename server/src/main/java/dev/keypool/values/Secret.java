package dev.keypool.values;

import java.nio.charset.StandardCharsets;

/**
 * A value that must not leave the process but by a named {@link Use}: it cannot be printed, serialised or compared by
 * content. Immutable. What may be shown of it is a {@link KeyPreview}, another type.
 */
public final class Secret {
    private final byte[] content;

    private Secret(byte[] content) {
        this.content = content;
    }

    /** Takes a copy of the text as UTF-8. */
    public static Secret of(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes a copy of the bytes. */
    public static Secret of(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /** Why a secret is being opened: every exposure in the code names one, so that a search lists them all. */
    public enum Use {
        /** Into a request header to the provider that issued it. */
        UPSTREAM_HEADER,
        /** Into the signature of a request to the provider that issued it; the value itself is not sent. */
        UPSTREAM_SIGNATURE,
        /** Into a request header to the operator's own collector. */
        COLLECTOR_HEADER,
        /** Into a request to the issuer of OpenID Connect that gave it. */
        ISSUER_REQUEST,
        /** Into the vault's cipher. */
        SEALING,
        /** Into a keyed hash, to find duplicates or to recognise a token. */
        FINGERPRINT,
        /** To its owner, once, in the answer that creates it. */
        SHOWN_ONCE,
        /** Into the signature of a message to its owner. */
        SIGNING,
        /** To derive its preview. */
        PREVIEW,
        /** To check its form against the provider's. */
        FORMAT_CHECK
    }

    /** The text. The caller names why, and keeps it no longer than that takes. */
    public String reveal(Use use) {
        return new String(revealBytes(use), StandardCharsets.UTF_8);
    }

    /** A copy of the bytes, as {@link #reveal}. */
    public byte[] revealBytes(Use use) {
        java.util.Objects.requireNonNull(use, "A secret is opened for a named use");
        return content.clone();
    }

    public KeyPreview preview() {
        return KeyPreview.of(reveal(Use.PREVIEW));
    }

    @Override
    public String toString() {
        return "Secret(…)";
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
