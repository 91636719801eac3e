package dev.keypool.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.keypool.store.Database;
import java.util.List;
import java.util.Map;

/** Adds up the rows in another way than the ledger does, and compares the daily sums with that. */
final class Auditor {
    private static final String FOLD = """
            SELECT brand, booked_at_us / 86400000000 AS day, integration, provider,
                coalesce(served_model, asked_model) AS model, caller_kind, caller_id,
                sum(sent) AS requests,
                sum(sent = 1 AND result NOT IN ('ok', 'aborted')) AS errors,
                sum(sent = 0) AS unsent,
                sum(coalesce(tokens_in, 0)) AS tokens_in, sum(coalesce(tokens_out, 0)) AS tokens_out,
                sum(coalesce(tokens_cached, 0)) AS tokens_cached,
                sum(coalesce(tokens_reasoning, 0)) AS tokens_reasoning,
                sum(coalesce(cost_nanos, 0)) AS cost_nanos,
                sum(sent = 1 AND cost_nanos IS NULL) AS cost_unknown,
                max(CASE sent WHEN 1 THEN booked_at_us ELSE 0 END) AS last_sent_at_us,
                sum(sent = 1 AND result = 'ok') AS timed
            FROM attempt GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7""";

    private static final String KEPT = """
            SELECT brand, day, integration, provider, model, caller_kind, caller_id, requests, errors, unsent, tokens_in,
                tokens_out, tokens_cached, tokens_reasoning, cost_nanos, cost_unknown, last_sent_at_us,
                slow_00 + slow_01 + slow_02 + slow_03 + slow_04 + slow_05 + slow_06 + slow_07 + slow_08 + slow_09
                    + slow_10 + slow_11 + slow_12 + slow_13 + slow_14 + slow_15 AS timed
            FROM usage_day ORDER BY 1, 2, 3, 4, 5, 6, 7""";

    private final Database database;

    Auditor(Database database) {
        this.database = database;
    }

    /** The daily sums are what the rows add up to. */
    void assertSumsEqualRows() {
        List<String> fold = lines(FOLD);
        assertEquals(String.join("\n", fold), String.join("\n", lines(KEPT)));
    }

    long rows() {
        return number("SELECT count(*) FROM attempt");
    }

    long number(String sql) {
        return database.read(handle -> handle.select(sql).mapTo(long.class).one());
    }

    private List<String> lines(String sql) {
        List<Map<String, Object>> rows =
                database.read(handle -> handle.select(sql).mapToMap().list());
        return rows.stream()
                .map(row -> row.entrySet().stream()
                        .map(column -> column.getKey() + "=" + column.getValue())
                        .toList()
                        .toString())
                .toList();
    }
}
