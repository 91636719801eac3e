package dev.keypool.identity;

import java.time.Instant;

/**
 * A session of the dashboard, as stored. Immutable.
 *
 * @param hash of the cookie's value
 * @param token hash of the token that it was opened with: it is worth as much as that token still is
 */
record Session(TokenHash hash, String clientId, TokenHash token, Instant openedAt, Instant expiresAt) {}
