package dev.keypool.ledger;

import dev.keypool.values.IntegrationId;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Daily sums over the attempts. The adding side is confined to the writer thread; the reading side is thread-safe. */
final class UsageTable {
    private static final String ADD = """
            INSERT INTO usage_day (brand, day, integration, provider, model, caller_kind, caller_id, requests, errors, unsent,
                tokens_in, tokens_out, tokens_cached, tokens_reasoning, cost_nanos, cost_unknown, last_sent_at_us,
                slow_00, slow_01, slow_02, slow_03, slow_04, slow_05, slow_06, slow_07,
                slow_08, slow_09, slow_10, slow_11, slow_12, slow_13, slow_14, slow_15)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (brand, day, integration, provider, model, caller_kind, caller_id) DO UPDATE SET
                requests = requests + excluded.requests, errors = errors + excluded.errors,
                unsent = unsent + excluded.unsent, tokens_in = tokens_in + excluded.tokens_in,
                tokens_out = tokens_out + excluded.tokens_out, tokens_cached = tokens_cached + excluded.tokens_cached,
                tokens_reasoning = tokens_reasoning + excluded.tokens_reasoning,
                cost_nanos = cost_nanos + excluded.cost_nanos, cost_unknown = cost_unknown + excluded.cost_unknown,
                last_sent_at_us = max(last_sent_at_us, excluded.last_sent_at_us),
                slow_00 = slow_00 + excluded.slow_00, slow_01 = slow_01 + excluded.slow_01,
                slow_02 = slow_02 + excluded.slow_02, slow_03 = slow_03 + excluded.slow_03,
                slow_04 = slow_04 + excluded.slow_04, slow_05 = slow_05 + excluded.slow_05,
                slow_06 = slow_06 + excluded.slow_06, slow_07 = slow_07 + excluded.slow_07,
                slow_08 = slow_08 + excluded.slow_08, slow_09 = slow_09 + excluded.slow_09,
                slow_10 = slow_10 + excluded.slow_10, slow_11 = slow_11 + excluded.slow_11,
                slow_12 = slow_12 + excluded.slow_12, slow_13 = slow_13 + excluded.slow_13,
                slow_14 = slow_14 + excluded.slow_14, slow_15 = slow_15 + excluded.slow_15""";

    private final Prepared add = new Prepared(ADD);

    void addOfAllBrands(Handle handle, Map<UsageKey, UsageFold> folds) throws SQLException {
        if (folds.isEmpty()) return;
        PreparedStatement statement = add.on(handle.getConnection());
        try {
            Parameters parameters = new Parameters(statement);
            for (Map.Entry<UsageKey, UsageFold> fold : folds.entrySet()) {
                bindKey(parameters, fold.getKey());
                bindSums(parameters, fold.getValue());
            }
            statement.executeBatch();
        } finally {
            statement.clearBatch();
        }
    }

    /** Sums of every key that was ever used, for the UTC day and month of {@code now}; by key. */
    List<KeySums> sumsOfAllBrands(Handle handle, Instant now) {
        return handle.select("""
                        SELECT integration, max(last_sent_at_us),
                            sum(CASE WHEN day = :today THEN requests ELSE 0 END),
                            sum(CASE WHEN day = :today THEN cost_nanos ELSE 0 END),
                            sum(CASE WHEN day BETWEEN :first AND :today THEN cost_nanos ELSE 0 END)
                        FROM usage_day GROUP BY integration ORDER BY integration""")
                .bind("today", Micros.day(now))
                .bind("first", Micros.firstDayOfMonth(now))
                .map((row, _) -> new KeySums(
                        new IntegrationId(row.getLong(1)),
                        row.getLong(2) == 0 ? null : Micros.instant(row.getLong(2)),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5)))
                .list();
    }

    /** Sums of one key; the last send is null when it was never sent with. */
    record KeySums(
            IntegrationId integration,
            @Nullable Instant lastSentAt,
            long sentToday,
            long costTodayNanos,
            long costMonthNanos) {}

    private static void bindKey(Parameters row, UsageKey key) throws SQLException {
        row.number(key.brand().value())
                .number(key.day())
                .number(key.integration().value())
                .text(key.provider())
                .text(key.model())
                .text(key.asker().kind())
                .text(key.asker().id());
    }

    private static void bindSums(Parameters row, UsageFold sums) throws SQLException {
        row.number(sums.requests)
                .number(sums.errors)
                .number(sums.unsent)
                .number(sums.tokensIn)
                .number(sums.tokensOut)
                .number(sums.tokensCached)
                .number(sums.tokensReasoning)
                .number(sums.cost.nanos())
                .number(sums.costUnknown)
                .number(sums.lastSentAtMicros);
        for (long slow : sums.slow) row.number(slow);
        row.add();
    }
}
