package dev.keypool.identity;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Random parts of ids and tokens. */
final class RandomText {
    private static final String ALPHANUMERICS = "abcdefghijklmnopqrstuvwxyz0123456789";

    private RandomText() {}

    /** Lower-case letters and digits, 5.17 bits each. */
    static String alphanumeric(int length, SecureRandom random) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) text.append(ALPHANUMERICS.charAt(random.nextInt(ALPHANUMERICS.length())));
        return text.toString();
    }

    /** Lower-case hex digits, 4 bits each; an even number of them. */
    static String hex(int length, SecureRandom random) {
        byte[] bytes = new byte[length / 2];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
