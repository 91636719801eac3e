package dev.keypool.identity;

import dev.keypool.values.BrandId;
import java.time.Instant;

/** A tenant, as stored. Immutable. */
record Brand(BrandId id, String name, boolean isActive, Instant createdAt) {}
