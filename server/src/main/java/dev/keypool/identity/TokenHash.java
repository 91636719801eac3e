package dev.keypool.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of a whole token: all that is kept of one. Immutable. */
final class TokenHash {
    /** Fits no token that anybody can find; compared with when there is no such client, so that both take the same time. */
    static final TokenHash NOBODYS = new TokenHash(new byte[32]);

    private final byte[] bytes;

    private TokenHash(byte[] bytes) {
        this.bytes = bytes;
    }

    static TokenHash of(String token) {
        try {
            return new TokenHash(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }

    static TokenHash stored(byte[] bytes) {
        return new TokenHash(bytes.clone());
    }

    byte[] stored() {
        return bytes.clone();
    }

    /** To look it up by; a hash is no secret. */
    String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    /** In constant time. */
    boolean fits(TokenHash other) {
        return MessageDigest.isEqual(bytes, other.bytes);
    }
}
