package dev.keypool.identity;

import dev.keypool.values.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
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
    private static final int CRC_AT = PREFIX.length() + ID_LENGTH + 1 + SECRET_LENGTH;
    private static final Pattern FORM = Pattern.compile("kp_[a-z0-9]{16}_[0-9a-f]{56}");

    private AgentToken() {}

    /** True for a token of this form whose checksum fits. Says nothing about whether it was ever issued. */
    public static boolean looksValid(String text) {
        return text.length() == CRC_AT + CRC_LENGTH
                && FORM.matcher(text).matches()
                && text.startsWith(checksum(text.substring(0, CRC_AT)), CRC_AT);
    }

    static String newId(SecureRandom random) {
        return ID_PREFIX + RandomText.alphanumeric(ID_LENGTH, random);
    }

    static Secret mint(String agentId, SecureRandom random) {
        String front = PREFIX + agentId.substring(ID_PREFIX.length()) + "_" + RandomText.hex(SECRET_LENGTH, random);
        return Secret.of(front + checksum(front));
    }

    /** The agent's id in a token that {@link #looksValid}. */
    static String idIn(String token) {
        return ID_PREFIX + token.substring(PREFIX.length(), PREFIX.length() + ID_LENGTH);
    }

    private static String checksum(String front) {
        CRC32 crc = new CRC32();
        crc.update(front.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
