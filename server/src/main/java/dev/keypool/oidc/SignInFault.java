package dev.keypool.oidc;

import java.util.Locale;

/** Why nobody was let in. Carries no stack trace, since most of them are answers. */
public final class SignInFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What sort, as the sign-in page knows them. */
    public enum Kind {
        /** The issuer is down, slow, or may not be connected to. */
        ISSUER_UNREACHABLE,
        /** It answers, but not what OpenID Connect wants. */
        ISSUER_UNUSABLE,
        /** The person declined, or the issuer did. */
        DENIED,
        /** It began in another browser, too long ago, or was finished already. */
        EXPIRED,
        /** The issuer gave no identity for the code, or not to us. */
        CODE_REFUSED,
        /** The identity is not signed by the issuer, not meant for us, or too old. */
        UNPROVEN,
        /** The identity holds no address. */
        NO_EMAIL,
        /** It holds one of which the issuer does not say that it is the person's. */
        UNVERIFIED_EMAIL,
        /** Too many began. */
        TOO_MANY;

        /** The stable word for addresses and logs. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param detail for the operator's log: never a secret, a code or a token */
    public SignInFault(Kind kind, String detail) {
        super(detail, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** For the operator's log. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
