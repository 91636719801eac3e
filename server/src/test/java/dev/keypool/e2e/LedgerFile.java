package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The ledger as it lies on the disk, read past the product. */
record LedgerFile(Path database) {
    /** Adds the rows up anew, in another way than the server does. */
    private static final String FOLD = """
            SELECT brand, booked_at_us / 86400000000 AS day, integration, provider,
                coalesce(served_model, asked_model) AS model, caller_kind, caller_id,
                sum(sent) AS requests, sum(sent = 1 AND result NOT IN ('ok', 'aborted')) AS errors,
                sum(sent = 0) AS unsent, sum(coalesce(tokens_in, 0)) AS tokens_in,
                sum(coalesce(tokens_out, 0)) AS tokens_out, sum(coalesce(cost_nanos, 0)) AS cost_nanos,
                sum(sent = 1 AND cost_nanos IS NULL) AS cost_unknown
            FROM attempt GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7""";

    private static final String KEPT = """
            SELECT brand, day, integration, provider, model, caller_kind, caller_id, requests, errors, unsent, tokens_in,
                tokens_out, cost_nanos, cost_unknown
            FROM usage_day ORDER BY 1, 2, 3, 4, 5, 6, 7""";

    /**
     * A row; tokens and cost are null when unknown.
     *
     * @param cost nano-dollars
     * @param day UTC day it is booked to, days since 1970
     */
    record Line(
            String attemptId,
            String requestId,
            long integration,
            String result,
            int status,
            boolean sent,
            @Nullable Long tokensIn,
            @Nullable Long tokensOut,
            @Nullable Long cost,
            boolean estimated,
            boolean streamed,
            boolean truncated,
            long day) {
        /** Nothing is known of what it cost, or what is said of it is marked as a guess. */
        boolean costUnknown() {
            return cost == null || estimated;
        }
    }

    /** All rows of that brand, in the order in which they were written. */
    List<Line> of(long brand) {
        List<Line> lines = new ArrayList<>();
        read("SELECT * FROM attempt WHERE brand = " + brand + " ORDER BY rowid", row -> lines.add(line(row)));
        return lines;
    }

    /** The daily sums are what the rows add up to. */
    void assertSumsEqualRows() {
        assertEquals(String.join("\n", table(FOLD)), String.join("\n", table(KEPT)));
    }

    private List<String> table(String sql) {
        List<String> lines = new ArrayList<>();
        read(sql, row -> lines.add(named(row)));
        return lines;
    }

    private static String named(ResultSet row) throws SQLException {
        ResultSetMetaData columns = row.getMetaData();
        StringBuilder line = new StringBuilder();
        for (int i = 1; i <= columns.getColumnCount(); i++)
            line.append(columns.getColumnLabel(i))
                    .append('=')
                    .append(row.getString(i))
                    .append(' ');
        return line.toString();
    }

    private static Line line(ResultSet row) throws SQLException {
        ByteBuffer id = ByteBuffer.wrap(row.getBytes("attempt_id"));
        return new Line(
                new UUID(id.getLong(), id.getLong()).toString(),
                row.getString("request_id"),
                row.getLong("integration"),
                row.getString("result"),
                row.getInt("status"),
                row.getBoolean("sent"),
                number(row, "tokens_in"),
                number(row, "tokens_out"),
                number(row, "cost_nanos"),
                row.getBoolean("estimated"),
                row.getBoolean("streamed"),
                row.getBoolean("truncated"),
                row.getLong("booked_at_us") / 86_400_000_000L);
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : (Long) value;
    }

    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    private void read(String sql, RowReader reader) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            while (rows.next()) reader.read(rows);
        } catch (SQLException unreadable) {
            throw new AssertionError("The ledger cannot be read", unreadable);
        }
    }
}
