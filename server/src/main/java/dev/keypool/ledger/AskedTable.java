package dev.keypool.ledger;

import dev.keypool.values.BrandId;
import dev.keypool.values.Money;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Daily sums over the attempts by the name that was asked for, where that name does not pin the provider that was asked: so
 * the use of an alias is known. The adding side is confined to the writer thread; the reading side is thread-safe.
 */
final class AskedTable {
    private static final String ADD = """
            INSERT INTO asked_day (brand, day, asked, requests, errors, tokens_in, tokens_out, cost_nanos, cost_unknown)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (brand, day, asked) DO UPDATE SET
                requests = requests + excluded.requests, errors = errors + excluded.errors,
                tokens_in = tokens_in + excluded.tokens_in, tokens_out = tokens_out + excluded.tokens_out,
                cost_nanos = cost_nanos + excluded.cost_nanos, cost_unknown = cost_unknown + excluded.cost_unknown""";

    private final Prepared add = new Prepared(ADD);

    private record Key(BrandId brand, long day, String asked) {}

    /** Adds what was newly inserted. A name that pins its provider is told by the sums of the model that served. */
    void addOfAllBrands(Handle handle, List<Row> batch, int[] inserted) throws SQLException {
        Map<Key, UsageFold> folds = new HashMap<>();
        for (int i = 0; i < inserted.length; i++) {
            Row row = batch.get(i);
            if (inserted[i] == 0 || !counts(row)) continue;
            var key = new Key(row.brand(), Micros.day(row.bookedAt()), row.askedModel());
            folds.computeIfAbsent(key, _ -> new UsageFold()).add(row);
        }
        if (folds.isEmpty()) return;
        PreparedStatement statement = add.on(handle.getConnection());
        try {
            var parameters = new Parameters(statement);
            for (Map.Entry<Key, UsageFold> fold : folds.entrySet()) bind(parameters, fold.getKey(), fold.getValue());
            statement.executeBatch();
        } finally {
            statement.clearBatch();
        }
    }

    /** What was asked for under each name in those UTC days, by name; only what was sent. */
    List<AskedUse> uses(Handle handle, BrandId brand, LocalDate from, LocalDate to) {
        return handle.select("""
                        SELECT asked, sum(requests), sum(errors), sum(tokens_in), sum(tokens_out), sum(cost_nanos),
                            sum(cost_unknown)
                        FROM asked_day WHERE brand = ? AND day BETWEEN ? AND ?
                        GROUP BY asked HAVING sum(requests) > 0 ORDER BY asked""", brand.value(), from.toEpochDay(), to.toEpochDay())
                .map((row, _) -> new AskedUse(
                        row.getString(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        new Cost(new Money(row.getLong(6)), row.getLong(2) - row.getLong(7), row.getLong(7))))
                .list();
    }

    private static boolean counts(Row row) {
        String asked = row.askedModel();
        int head = row.provider().length();
        boolean pinned = asked.startsWith(row.provider()) && asked.startsWith("/", head);
        return !asked.isEmpty() && !pinned;
    }

    private static void bind(Parameters row, Key key, UsageFold sums) throws SQLException {
        row.number(key.brand().value())
                .number(key.day())
                .text(key.asked())
                .number(sums.requests)
                .number(sums.errors)
                .number(sums.tokensIn)
                .number(sums.tokensOut)
                .number(sums.cost.nanos())
                .number(sums.costUnknown)
                .add();
    }
}
