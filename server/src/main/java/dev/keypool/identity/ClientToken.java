package dev.keypool.identity;

import dev.keypool.values.Secret;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * The form of a client token: {@code cli_<16 lower-case letters and digits>:sk_<48 hex>:secret_<62 hex>}. Lengths are not checked when one comes in, so that they may change.
 */
final class ClientToken {
    static final String ID_PREFIX = "cli_";
    private static final String KEY_PREFIX = "sk_";
    private static final String SECRET_PREFIX = "secret_";

    private ClientToken() {}

    static String newId(SecureRandom random) {
        return ID_PREFIX + RandomText.alphanumeric(16, random);
    }

    static Secret mint(String clientId, SecureRandom random) {
        return Secret.of(clientId + ":" + KEY_PREFIX + RandomText.hex(48, random) + ":" + SECRET_PREFIX
                + RandomText.hex(62, random));
    }

    /** The client id in front of a well-formed token, else null. */
    static @Nullable String idIn(String token) {
        int first = token.indexOf(':');
        int second = token.indexOf(':', first + 1);
        boolean wellFormed = first > ID_PREFIX.length()
                && token.startsWith(ID_PREFIX)
                && token.startsWith(KEY_PREFIX, first + 1)
                && second > first + 1 + KEY_PREFIX.length()
                && token.startsWith(SECRET_PREFIX, second + 1)
                && token.length() > second + 1 + SECRET_PREFIX.length()
                && token.indexOf(':', second + 1) < 0;
        return wellFormed ? token.substring(0, first) : null;
    }
}
