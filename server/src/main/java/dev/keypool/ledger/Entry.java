package dev.keypool.ledger;

import dev.keypool.values.Caller;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One attempt, as it is written. Never any content.
 *
 * @param attemptId time-ordered; the row's key, so that no attempt stands twice
 * @param requestId the caller's or our request id
 * @param caller who asked
 * @param integration the key used
 * @param provider its provider
 * @param askedModel model as the caller wrote it
 * @param servedModel model as the provider answered it, null when it did not
 * @param leasedAt when the key was taken
 * @param sentAt when the request left, null when it never did (connect refused): such an attempt does not count
 * @param result {@code ok}, a failure class on the wire, {@code aborted} (caller gone) or {@code interrupted} (process died)
 * @param status the provider's HTTP status, 0 when none
 * @param usage tokens, null when unknown
 * @param cost nano-dollars, null when unknown
 * @param estimated true when usage or cost is our estimate
 * @param timings what the attempt took
 * @param streamed whether a stream was asked
 * @param truncated whether the stream broke after its first byte
 * @param held what the key's spend counts while the cost is unknown, null when nothing
 * @param course how the request came to it
 */
public record Entry(
        UUID attemptId,
        String requestId,
        Caller caller,
        IntegrationId integration,
        String provider,
        String askedModel,
        @Nullable String servedModel,
        Instant leasedAt,
        @Nullable Instant sentAt,
        String result,
        int status,
        @Nullable TokenUsage usage,
        @Nullable Money cost,
        boolean estimated,
        Timings timings,
        boolean streamed,
        boolean truncated,
        @Nullable Money held,
        Course course) {

    /** An attempt of whose course nothing is known. */
    public Entry(
            UUID attemptId,
            String requestId,
            Caller caller,
            IntegrationId integration,
            String provider,
            String askedModel,
            @Nullable String servedModel,
            Instant leasedAt,
            @Nullable Instant sentAt,
            String result,
            int status,
            @Nullable TokenUsage usage,
            @Nullable Money cost,
            boolean estimated,
            Timings timings,
            boolean streamed,
            boolean truncated,
            @Nullable Money held) {
        this(
                attemptId,
                requestId,
                caller,
                integration,
                provider,
                askedModel,
                servedModel,
                leasedAt,
                sentAt,
                result,
                status,
                usage,
                cost,
                estimated,
                timings,
                streamed,
                truncated,
                held,
                Course.UNKNOWN);
    }

    /** An attempt whose key's spend counts no more than the cost. */
    public Entry(
            UUID attemptId,
            String requestId,
            Caller caller,
            IntegrationId integration,
            String provider,
            String askedModel,
            @Nullable String servedModel,
            Instant leasedAt,
            @Nullable Instant sentAt,
            String result,
            int status,
            @Nullable TokenUsage usage,
            @Nullable Money cost,
            boolean estimated,
            Timings timings,
            boolean streamed,
            boolean truncated) {
        this(
                attemptId,
                requestId,
                caller,
                integration,
                provider,
                askedModel,
                servedModel,
                leasedAt,
                sentAt,
                result,
                status,
                usage,
                cost,
                estimated,
                timings,
                streamed,
                truncated,
                null);
    }

    /** The same attempt with what is known of its course. */
    public Entry on(Course known) {
        return new Entry(
                attemptId,
                requestId,
                caller,
                integration,
                provider,
                askedModel,
                servedModel,
                leasedAt,
                sentAt,
                result,
                status,
                usage,
                cost,
                estimated,
                timings,
                streamed,
                truncated,
                held,
                known);
    }

    /** Microseconds from the lease; null where the moment never came. {@code gatewayMicros} is what Keypool itself added. */
    public record Timings(
            @Nullable Long firstByteMicros, @Nullable Long firstTokenMicros, long totalMicros, long gatewayMicros) {}
}
