package dev.keypool.dashboard;

import dev.keypool.identity.Sessions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a page is told of its session. */
record SessionView(
        long brandId,
        String brandName,
        String clientName,
        @Nullable String person,
        String csrfToken,
        Instant expiresAt) {
    static SessionView of(Sessions.About about) {
        return new SessionView(
                about.brand().value(),
                about.brandName(),
                about.clientName(),
                about.person(),
                about.csrfToken(),
                about.expiresAt());
    }
}
