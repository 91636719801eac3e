package dev.keypool.integrations;

import dev.keypool.values.Refusal;
import dev.keypool.values.Refusal.Kind;

/** Why a link leads nowhere. Whoever guesses learns nothing; whoever holds a link that was good learns what became of it. */
final class InviteFaults {
    private static final String ASK = " Ask whoever sent it for a new one.";

    private InviteFaults() {}

    static Refusal unknown() {
        return new Refusal(
                Kind.UNAUTHENTICATED,
                "invalid_invite",
                "This is no invitation of this server. Check that the whole link was copied, or ask whoever sent it for a new one.");
    }

    /** @param state any but {@code OPEN} */
    static Refusal closed(Invite.State state) {
        return switch (state) {
            case USED -> gone("invite_used", "This invitation has been used: a link takes one key." + ASK);
            case EXPIRED -> gone("invite_expired", "This invitation has expired." + ASK);
            case REVOKED -> gone("invite_revoked", "This invitation was withdrawn." + ASK);
            case OPEN -> throw new IllegalArgumentException("It is open");
        };
    }

    /** To the brand's own people. */
    static Refusal missing() {
        return new Refusal(Kind.NOT_FOUND, "not_found", "Invite not found");
    }

    private static Refusal gone(String code, String sentence) {
        return new Refusal(Kind.GONE, code, sentence);
    }
}
