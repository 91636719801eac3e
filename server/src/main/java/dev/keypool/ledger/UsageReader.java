package dev.keypool.ledger;

import dev.keypool.values.BrandId;
import dev.keypool.values.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Asks {@code usage_day}. Thread-safe: no state. */
final class UsageReader {
    private static final String SUMS = """
            sum(requests), sum(errors), sum(tokens_in), sum(tokens_out), sum(tokens_cached), sum(cost_nanos), sum(cost_unknown),
            sum(slow_00), sum(slow_01), sum(slow_02), sum(slow_03), sum(slow_04), sum(slow_05), sum(slow_06), sum(slow_07),
            sum(slow_08), sum(slow_09), sum(slow_10), sum(slow_11), sum(slow_12), sum(slow_13), sum(slow_14), sum(slow_15)""";

    private static final int FIRST_BUCKET = 9;

    /** One line per day, provider … that has sent anything, in the order of the keys. */
    List<UsageLine> lines(Handle handle, UsageQuestion question) {
        String column = question.by().column();
        return handle.createQuery("SELECT " + column + ", " + SUMS + """
                         FROM usage_day
                        WHERE brand = :brand AND day BETWEEN :from AND :to AND (:only IS NULL OR integration = :only)
                            AND (:asker IS NULL OR caller_id = :asker)
                        GROUP BY 1 HAVING sum(requests) > 0 ORDER BY 1""")
                .bind("brand", question.brand().value())
                .bind("asker", question.asker())
                .bind("from", question.from().toEpochDay())
                .bind("to", question.to().toEpochDay())
                .bind(
                        "only",
                        question.only() == null ? null : (Long) question.only().value())
                .map((row, _) -> new UsageLine(key(row, question.by()), figures(row)))
                .list();
    }

    /** How often each model of each provider was sent for, the most used first. */
    List<ServedUse> served(Handle handle, BrandId brand, LocalDate from, LocalDate to) {
        return handle.select("""
                        SELECT provider, model, sum(requests) FROM usage_day WHERE brand = ? AND day BETWEEN ? AND ?
                        GROUP BY provider, model HAVING sum(requests) > 0 ORDER BY 3 DESC, 1, 2""", brand.value(), from.toEpochDay(), to.toEpochDay())
                .map((row, _) -> new ServedUse(row.getString(1), row.getString(2), row.getLong(3)))
                .list();
    }

    private static String key(ResultSet row, Grouping by) throws SQLException {
        return switch (by) {
            case DAY -> LocalDate.ofEpochDay(row.getLong(1)).toString();
            case PROVIDER, INTEGRATION, MODEL, CALLER -> row.getString(1);
        };
    }

    private static Figures figures(ResultSet row) throws SQLException {
        long requests = row.getLong(2);
        long unknown = row.getLong(8);
        long[] slow = new long[UsageFold.BUCKETS];
        for (int i = 0; i < slow.length; i++) slow[i] = row.getLong(FIRST_BUCKET + i);
        return new Figures(
                requests,
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                new Cost(new Money(row.getLong(7)), requests - unknown, unknown),
                new Speeds(slow));
    }
}
