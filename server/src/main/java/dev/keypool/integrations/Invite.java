package dev.keypool.integrations;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of table {@code invite}: an invitation to add one key. Immutable.
 *
 * @param madeBy id of the client
 * @param stamps what became of it and when
 */
record Invite(long id, BrandId brand, String madeBy, Terms terms, Instant createdAt, Instant expiresAt, Stamps stamps) {
    /**
     * What its maker decided.
     *
     * @param provider the only one that it takes, null when the contributor chooses
     * @param note to the contributor, 1 to 500 characters, null when there is none
     * @param settings what the key will be
     */
    record Terms(@Nullable String provider, @Nullable String note, KeySettings settings) {}

    /** @param became the key that it was used for */
    record Stamps(
            @Nullable Instant revokedAt,
            @Nullable Instant usedAt,
            @Nullable IntegrationId became) {
        static final Stamps NONE = new Stamps(null, null, null);
    }

    /** What it can be. */
    enum State {
        OPEN,
        USED,
        EXPIRED,
        REVOKED
    }

    State state(Instant now) {
        if (stamps.usedAt() != null) return State.USED;
        if (stamps.revokedAt() != null) return State.REVOKED;
        return now.isBefore(expiresAt) ? State.OPEN : State.EXPIRED;
    }

    /** How callers and the audit log name it. */
    String publicId() {
        return InviteToken.ID_PREFIX + id;
    }
}
