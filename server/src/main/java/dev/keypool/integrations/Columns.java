package dev.keypool.integrations;

import dev.keypool.values.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Columns that may be NULL, as the values they stand for. */
final class Columns {
    private Columns() {}

    static @Nullable Long count(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    static @Nullable Money money(ResultSet row, String column) throws SQLException {
        Long nanos = count(row, column);
        return nanos == null ? null : new Money(nanos);
    }

    static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
        Long millis = count(row, column);
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    static @Nullable Long nanos(@Nullable Money money) {
        return money == null ? null : money.nanos();
    }

    static @Nullable Long millis(@Nullable Instant moment) {
        return moment == null ? null : moment.toEpochMilli();
    }
}
