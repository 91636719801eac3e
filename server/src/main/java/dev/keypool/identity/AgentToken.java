package dev.keypool.identity;

import dev.keypool.values.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * The form of an agent token, made so that a secret scanner can tell one offline from what only looks like it:
 *
 * <pre>{@code kp_<id>_<secret><crc32>}</pre>
 *
 * {@code id}: 16 lower-case letters and digits, the part of the agent's public id after {@code agt_}. {@code secret}: 48 lower-case
 * hex digits (192 random bits). {@code crc32}: 8 lower-case hex digits, the CRC-32 (as in zip and zlib) of all ASCII
 * characters before it, from {@code kp_} on. 76 characters in all; as a pattern
 * {@code kp_[a-z0-9]{16}_[0-9a-f]{56}}.
 */
public final class AgentToken {
    static final String PREFIX = "kp_";
    static final String ID_PREFIX = "agt_";
    private static final int ID_LENGTH = 16;
    private static final int SECRET_LENGTH = 48;
    private static final int CRC_LENGTH = 8;
    private static final int SECRET_AT = PREFIX.length() + ID_LENGTH + 1;
    private static final int CRC_AT = SECRET_AT + SECRET_LENGTH;

    private AgentToken() {}

    /** True for a token of this form whose checksum fits. Says nothing about whether it was ever issued. */
    public static boolean looksValid(String text) {
        return text.length() == CRC_AT + CRC_LENGTH
                && text.startsWith(PREFIX)
                && text.charAt(SECRET_AT - 1) == '_'
                && consistsOf(text, PREFIX.length(), SECRET_AT - 1, 'z')
                && consistsOf(text, SECRET_AT, text.length(), 'f')
                && checksum(text, CRC_AT) == HexFormat.fromHexDigits(text, CRC_AT, text.length());
    }

    static String newId(SecureRandom random) {
        return ID_PREFIX + RandomText.alphanumeric(ID_LENGTH, random);
    }

    static Secret mint(String agentId, SecureRandom random) {
        String front = PREFIX + agentId.substring(ID_PREFIX.length()) + "_" + RandomText.hex(SECRET_LENGTH, random);
        return Secret.of(front + HexFormat.of().toHexDigits(checksum(front, front.length())));
    }

    /** The agent's id in a token that {@link #looksValid}. */
    static String idIn(String token) {
        return ID_PREFIX + token.substring(PREFIX.length(), PREFIX.length() + ID_LENGTH);
    }

    /** By hand, since a pattern takes longer than the rest of a token's way. */
    private static boolean consistsOf(String text, int from, int to, char lastLetter) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            boolean fits = (c >= '0' && c <= '9') || (c >= 'a' && c <= lastLetter);
            if (!fits) return false;
        }
        return true;
    }

    private static int checksum(String text, int length) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.ISO_8859_1), 0, length);
        return (int) crc.getValue();
    }
}
