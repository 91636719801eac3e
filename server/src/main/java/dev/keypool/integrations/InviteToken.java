package dev.keypool.integrations;

import dev.keypool.values.BrandId;
import dev.keypool.values.Secret;
import dev.keypool.vault.Vault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a link of an invitation carries: {@code inv_}, 32 characters of brand, id and expiry, 64 hex digits of their HMAC-SHA-256 by the vault's hashing
 * key. That key is sealed by the master key and stays when the master key changes, and so do links. Immutable.
 */
record InviteToken(BrandId brand, long id, Instant expiresAt) {
    static final String ID_PREFIX = "inv_";

    /** The same key makes other hashes for other purposes: never change it. */
    private static final String PURPOSE = "invite";

    private static final int CONTENT = 32; // base64url of 24 bytes: no padding, one spelling
    private static final Pattern FORM = Pattern.compile(ID_PREFIX + "[A-Za-z0-9_-]{" + CONTENT + "}[0-9a-f]{64}");

    static InviteToken of(Invite invite) {
        return new InviteToken(invite.brand(), invite.id(), invite.expiresAt());
    }

    static boolean looksLikeOne(String token) {
        return token.startsWith(ID_PREFIX);
    }

    /** The token, if this vault signed it; whatever is wrong with another, the answer is the same. */
    static Optional<InviteToken> read(String token, Vault vault) {
        if (!FORM.matcher(token).matches()) return Optional.empty();
        int end = ID_PREFIX.length() + CONTENT;
        String content = token.substring(ID_PREFIX.length(), end);
        if (!same(vault.blind(PURPOSE, content), token.substring(end))) return Optional.empty();
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(content));
        return Optional.of(
                new InviteToken(new BrandId(bytes.getLong()), bytes.getLong(), Instant.ofEpochMilli(bytes.getLong())));
    }

    Secret signed(Vault vault) {
        ByteBuffer bytes = ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(brand.value())
                .putLong(id)
                .putLong(expiresAt.toEpochMilli());
        String content = Base64.getUrlEncoder().encodeToString(bytes.array());
        return Secret.of(ID_PREFIX + content + vault.blind(PURPOSE, content));
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }
}
