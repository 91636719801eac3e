package dev.keypool.gateway;

import dev.keypool.ledger.Entry;
import dev.keypool.values.BrandId;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that has ended, as {@link Telemetry} tells of it. Never any content. Immutable.
 *
 * @param context of {@link Telemetry#begin}
 * @param requestId the caller's or our request id
 * @param brand whose request it was
 * @param surface one of {@link dev.keypool.ledger.Course#SURFACES}
 * @param askedModel model as the caller wrote it
 * @param startedAt its first byte
 * @param tookMicros from there to the end of the answer
 * @param status HTTP status of the answer, 0 when the caller had gone before there was one
 * @param error code of the error that he was told, null when it went well
 * @param attempts first to last, none when no key was used
 */
public record Finished(
        TraceContext context,
        String requestId,
        BrandId brand,
        String surface,
        String askedModel,
        Instant startedAt,
        long tookMicros,
        int status,
        @Nullable String error,
        List<Sent> attempts) {
    public Finished {
        attempts = List.copyOf(attempts);
    }

    /**
     * One attempt.
     *
     * @param entry as it went to the ledger
     * @param base base URL of the provider, null when its key did not open
     */
    public record Sent(Entry entry, @Nullable URI base) {}
}
