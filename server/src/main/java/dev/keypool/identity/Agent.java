package dev.keypool.identity;

import dev.keypool.values.BrandId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An agent and the hash of its token, as stored; its last use is at most a minute behind, see {@link LastUse}. Immutable. */
record Agent(
        String id,
        BrandId brand,
        TokenHash hash,
        AgentTerms terms,
        @Nullable Instant revokedAt,
        Instant createdAt,
        @Nullable Instant lastUsedAt) {}
