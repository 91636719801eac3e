package dev.keypool.ledger;

import org.jspecify.annotations.Nullable;

/**
 * Requests added up. Immutable.
 *
 * @param errors of {@code total}, neither answered well nor left by the caller
 * @param cost of all their attempts
 * @param meanMicros how long they took, null without any
 * @param slowMicros the time within which 95 of 100 had ended, null without any
 * @param partial true when there were more than could be added up: then these are the latest
 */
public record TraceSummary(
        long total,
        long errors,
        Cost cost,
        @Nullable Long meanMicros,
        @Nullable Long slowMicros,
        boolean partial) {}
