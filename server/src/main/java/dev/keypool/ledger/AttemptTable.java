package dev.keypool.ledger;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.TokenUsage;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** One row per attempt. The inserting side is confined to the writer thread; the reading side is thread-safe. */
final class AttemptTable {
    private static final String INSERT = """
            INSERT INTO attempt (attempt_id, request_id, brand, caller_kind, caller_id, integration, provider, asked_model,
                served_model, leased_at_us, sent, booked_at_us, result, status, tokens_in, tokens_out, tokens_cached,
                tokens_reasoning, cost_nanos, estimated, first_byte_us, first_token_us, total_us, gateway_us, streamed,
                truncated, held_nanos, surface, target_model, cache_hit, admitted_us, read_us, leased_us, connecting_us,
                connected_us, sent_us)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (attempt_id) DO NOTHING""";

    private final Prepared insert = new Prepared(INSERT);

    /** Inserts rows of any brand; says for each whether it is new ({@code 1}) or stood there already ({@code 0}). */
    int[] insertOfAllBrands(Handle handle, List<Row> rows) throws SQLException {
        PreparedStatement statement = insert.on(handle.getConnection());
        try {
            Parameters parameters = new Parameters(statement);
            for (Row row : rows) bind(parameters, row);
            return statement.executeBatch();
        } finally {
            statement.clearBatch();
        }
    }

    List<Row> recent(Handle handle, BrandId brand, int limit) {
        return handle.select(
                        "SELECT * FROM attempt WHERE brand = ? ORDER BY booked_at_us DESC, attempt_id DESC LIMIT ?")
                .bind(0, brand.value())
                .bind(1, limit)
                .map((row, _) -> RowReader.read(row))
                .list();
    }

    /** Attempts of the key that were sent at that moment or later. */
    long countSent(Handle handle, BrandId brand, IntegrationId integration, Instant from) {
        return handle.select(
                        "SELECT count(*) FROM attempt WHERE brand = ? AND booked_at_us >= ? AND integration = ? AND sent = 1")
                .bind(0, brand.value())
                .bind(1, Micros.of(from))
                .bind(2, integration.value())
                .mapTo(long.class)
                .one();
    }

    /** Moments of the sends from then on, by key, oldest first. */
    List<Send> sendsOfAllBrands(Handle handle, Instant from) {
        return handle.select("""
                        SELECT attempt.integration, attempt.booked_at_us
                        FROM (SELECT DISTINCT brand FROM usage_day) AS used
                        JOIN attempt ON attempt.brand = used.brand AND attempt.booked_at_us >= ? AND attempt.sent = 1
                        ORDER BY attempt.integration, attempt.booked_at_us""")
                .bind(0, Micros.of(from))
                .map((row, _) -> new Send(new IntegrationId(row.getLong(1)), Micros.instant(row.getLong(2))))
                .list();
    }

    /** What keys' spend counts, from then on, for attempts whose cost is unknown. */
    List<Held> heldOfAllBrands(Handle handle, Instant from) {
        return handle.select("""
                        SELECT integration, booked_at_us, held_nanos FROM attempt
                        WHERE held_nanos IS NOT NULL AND booked_at_us >= ?""")
                .bind(0, Micros.of(from))
                .map((row, _) ->
                        new Held(new IntegrationId(row.getLong(1)), Micros.instant(row.getLong(2)), row.getLong(3)))
                .list();
    }

    /** That an attempt at a moment counts as having cost that much. */
    record Held(IntegrationId integration, Instant at, long nanos) {}

    /** That a key was used at a moment. */
    record Send(IntegrationId integration, Instant at) {}

    private static void bind(Parameters row, Row values) throws SQLException {
        row.bytes(bytes(values.attemptId()))
                .text(values.requestId())
                .number(values.brand().value())
                .text(values.asker().kind())
                .text(values.asker().id())
                .number(values.integration().value())
                .text(values.provider())
                .text(values.askedModel())
                .text(values.servedModel())
                .number(Micros.of(values.leasedAt()))
                .flag(values.sentAt() != null)
                .number(Micros.of(values.bookedAt()))
                .text(values.result())
                .number(values.status());
        bindTokens(row, values);
        row.number(values.cost() == null ? null : (Long) values.cost().nanos())
                .flag(values.estimated())
                .number(values.timings().firstByteMicros())
                .number(values.timings().firstTokenMicros())
                .number(values.timings().totalMicros())
                .number(values.timings().gatewayMicros())
                .flag(values.streamed())
                .flag(values.truncated())
                .number(values.held() == null ? null : (Long) values.held().nanos());
        bindCourse(row, values.course());
        row.add();
    }

    private static void bindCourse(Parameters row, Course course) throws SQLException {
        Course.Offsets offsets = course.offsets();
        row.text(course.surface())
                .text(course.targetModel())
                .flag(course.cacheHit())
                .number(offsets.admittedMicros())
                .number(offsets.readMicros())
                .number(offsets.leasedMicros())
                .number(offsets.connectingMicros())
                .number(offsets.connectedMicros())
                .number(offsets.sentMicros());
    }

    private static void bindTokens(Parameters row, Row values) throws SQLException {
        TokenUsage usage = values.usage();
        if (usage == null) {
            row.number(null).number(null).number(null).number(null);
        } else {
            row.number(usage.input())
                    .number(usage.output())
                    .number(usage.cached())
                    .number(usage.reasoning());
        }
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
