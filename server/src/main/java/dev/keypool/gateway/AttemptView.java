package dev.keypool.gateway;

import dev.keypool.ledger.Course;
import dev.keypool.ledger.Row;
import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt, as a trace shows it.
 *
 * @param number 1 for the first
 * @param result as in the ledger: {@code ok}, a failure class, {@code aborted}, {@code interrupted}
 * @param status the provider's HTTP status, 0 when none came
 * @param sent whether it left, and so counted
 */
record AttemptView(
        String id,
        int number,
        String provider,
        long integrationId,
        @Nullable String keyLabel,
        @Nullable String targetModel,
        @Nullable String servedModel,
        String result,
        int status,
        boolean sent,
        boolean streamed,
        boolean truncated,
        boolean cacheHit,
        TraceView.@Nullable Tokens tokens,
        @Nullable Money costUsd,
        boolean estimated,
        Timings timings) {

    /** Milliseconds from the request's first byte; null where the moment never came or was not noted. */
    record Timings(
            @Nullable BigDecimal authMs,
            @Nullable BigDecimal bodyMs,
            BigDecimal leasedMs,
            @Nullable BigDecimal connectingMs,
            @Nullable BigDecimal connectedMs,
            @Nullable BigDecimal sentMs,
            @Nullable BigDecimal firstByteMs,
            @Nullable BigDecimal firstTokenMs,
            BigDecimal endMs,
            BigDecimal gatewayMs) {}

    /** @param started when the request began */
    static AttemptView of(int number, Row row, Instant started, @Nullable String keyLabel) {
        return new AttemptView(
                row.attemptId().toString(),
                number,
                row.provider(),
                row.integration().value(),
                keyLabel,
                row.course().targetModel(),
                row.servedModel(),
                row.result(),
                row.status(),
                row.sentAt() != null,
                row.streamed(),
                row.truncated(),
                row.course().cacheHit(),
                tokens(row),
                row.cost(),
                row.estimated(),
                timings(row, started));
    }

    static TraceView.@Nullable Tokens tokens(Row row) {
        TokenUsage usage = row.usage();
        return usage == null
                ? null
                : new TraceView.Tokens(usage.input(), usage.output(), usage.cached(), usage.reasoning());
    }

    private static Timings timings(Row row, Instant started) {
        Course.Offsets offsets = row.course().offsets();
        Long noted = offsets.leasedMicros();
        long leased = noted == null ? started.until(row.leasedAt(), ChronoUnit.MICROS) : noted;
        return new Timings(
                millis(offsets.admittedMicros(), 0),
                millis(offsets.readMicros(), 0),
                TraceView.millis(leased),
                millis(offsets.connectingMicros(), 0),
                millis(offsets.connectedMicros(), 0),
                millis(offsets.sentMicros(), 0),
                millis(row.timings().firstByteMicros(), leased),
                millis(row.timings().firstTokenMicros(), leased),
                TraceView.millis(leased + row.timings().totalMicros()),
                TraceView.millis(row.timings().gatewayMicros()));
    }

    private static @Nullable BigDecimal millis(@Nullable Long micros, long more) {
        return micros == null ? null : TraceView.millis(micros + more);
    }
}
