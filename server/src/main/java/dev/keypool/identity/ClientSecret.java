package dev.keypool.identity;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * By what a client is recognised. Immutable.
 *
 * @param previous the token before the last rotation, null when there is none or it died at once
 * @param previousUntil when that one dies, null with {@code previous}
 */
record ClientSecret(
        TokenHash hash,
        @Nullable TokenHash previous,
        @Nullable Instant previousUntil) {
    /** Stands in for a client that does not exist. */
    static final ClientSecret NOBODYS = of(TokenHash.NOBODYS);

    static ClientSecret of(TokenHash hash) {
        return new ClientSecret(hash, null, null);
    }

    /** The secret after a rotation. The token before the present one dies now, whatever was promised to it. */
    ClientSecret rotatedTo(TokenHash fresh, Instant now, int overlapSeconds) {
        return overlapSeconds == 0 ? of(fresh) : new ClientSecret(fresh, hash, now.plusSeconds(overlapSeconds));
    }

    boolean fits(TokenHash offered, InstantSource clock) {
        if (hash.fits(offered)) return true;
        return previous != null
                && previousUntil != null
                && previous.fits(offered)
                && clock.instant().isBefore(previousUntil);
    }
}
