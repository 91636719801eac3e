package dev.keypool.ledger;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns a line of the table {@code attempt} into a {@link Row}. No state. */
final class RowReader {
    private RowReader() {}

    static Row read(ResultSet line) throws SQLException {
        return new Row(
                id(line.getBytes("attempt_id")),
                line.getString("request_id"),
                new BrandId(line.getLong("brand")),
                new Row.Asker(line.getString("caller_kind"), line.getString("caller_id")),
                new IntegrationId(line.getLong("integration")),
                line.getString("provider"),
                line.getString("asked_model"),
                line.getString("served_model"),
                Micros.instant(line.getLong("leased_at_us")),
                line.getBoolean("sent") ? Micros.instant(line.getLong("booked_at_us")) : null,
                line.getString("result"),
                line.getInt("status"),
                usage(line),
                money(line, "cost_nanos"),
                line.getBoolean("estimated"),
                timings(line),
                line.getBoolean("streamed"),
                line.getBoolean("truncated"),
                money(line, "held_nanos"),
                course(line));
    }

    private static Course course(ResultSet line) throws SQLException {
        return new Course(
                line.getString("surface"),
                line.getString("target_model"),
                line.getBoolean("cache_hit"),
                new Course.Offsets(
                        number(line, "admitted_us"),
                        number(line, "read_us"),
                        number(line, "leased_us"),
                        number(line, "connecting_us"),
                        number(line, "connected_us"),
                        number(line, "sent_us")));
    }

    private static UUID id(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    private static Entry.Timings timings(ResultSet line) throws SQLException {
        return new Entry.Timings(
                number(line, "first_byte_us"),
                number(line, "first_token_us"),
                line.getLong("total_us"),
                line.getLong("gateway_us"));
    }

    private static @Nullable Money money(ResultSet line, String column) throws SQLException {
        Long nanos = number(line, column);
        return nanos == null ? null : new Money(nanos);
    }

    private static @Nullable TokenUsage usage(ResultSet line) throws SQLException {
        Long input = number(line, "tokens_in");
        return input == null
                ? null
                : new TokenUsage(
                        input,
                        line.getLong("tokens_out"),
                        line.getLong("tokens_cached"),
                        line.getLong("tokens_reasoning"));
    }

    private static @Nullable Long number(ResultSet line, String column) throws SQLException {
        long value = line.getLong(column);
        return line.wasNull() ? null : (Long) value;
    }
}
