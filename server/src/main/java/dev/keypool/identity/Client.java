package dev.keypool.identity;

import dev.keypool.values.BrandId;
import java.time.Instant;

/** A program of a brand, as stored. Immutable. */
record Client(
        String id,
        BrandId brand,
        String name,
        boolean isActive,
        ClientSecret secret,
        SignInEmails emails,
        Instant createdAt) {
    Client with(ClientSecret fresh) {
        return new Client(id, brand, name, isActive, fresh, emails, createdAt);
    }
}
