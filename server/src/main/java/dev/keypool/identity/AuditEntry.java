package dev.keypool.identity;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One line of the audit log, as stored; {@code id} is 0 before it is. Immutable. */
record AuditEntry(
        long id,
        Instant at,
        long brandId,
        Actor actor,
        String action,
        String subject,
        @Nullable String before,
        @Nullable String after) {
    /**
     * Who did it, from where, in which request.
     *
     * @param via by which door: {@code dashboard}, {@code oidc}, {@code invite}, null for a token
     * @param person the address of whoever signed in by an issuer, else null
     */
    record Actor(
            String kind,
            String id,
            String remoteAddress,
            String requestId,
            @Nullable String via,
            @Nullable String person) {
        /** The process itself, at its start. */
        static final Actor SYSTEM = new Actor("system", "system", "local", "startup", null, null);

        /** What counts. */
        static final Actor METER = new Actor("system", "system", "local", "meter", null, null);
    }
}
