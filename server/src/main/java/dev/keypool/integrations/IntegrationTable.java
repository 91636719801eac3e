package dev.keypool.integrations;

import dev.keypool.integrations.IntegrationRow.Stamps;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Statements on table {@code integration}; every one that serves a caller names the brand. */
final class IntegrationTable {
    private IntegrationTable() {}

    /** The new row, or empty when that brand has the same credential already. */
    static Optional<IntegrationRow> insert(
            Handle handle, BrandId brand, String provider, String fingerprint, KeySettings settings, Instant now) {
        var insert = handle.createQuery("""
                        INSERT INTO integration (brand_id, provider, fingerprint, label, is_active, is_primary, priority, daily_limit,
                            minute_limit, spend_limit_nanos, spend_limit_period, spend_limit_action, account_group, created_at_ms, updated_at_ms,
                            version)
                        VALUES (:brand, :provider, :fingerprint, :label, :active, :primary, :priority, :daily,
                            :minute, :spend, :period, :action, :group, :now, :now, 1)
                        ON CONFLICT (brand_id, provider, fingerprint) DO NOTHING
                        RETURNING *
                        """)
                .bind("brand", brand.value())
                .bind("provider", provider)
                .bind("fingerprint", fingerprint)
                .bind("now", now.toEpochMilli());
        SettingsColumns.bind(insert, settings);
        return insert.map((row, context) -> read(row)).findFirst();
    }

    static List<IntegrationRow> all(Handle handle) {
        return handle.createQuery("SELECT * FROM integration ORDER BY id")
                .map((row, context) -> read(row))
                .list();
    }

    static Optional<IntegrationRow> find(Handle handle, BrandId brand, IntegrationId id) {
        return handle.createQuery("SELECT * FROM integration WHERE brand_id = :brand AND id = :id")
                .bind("brand", brand.value())
                .bind("id", id.value())
                .map((row, context) -> read(row))
                .findOne();
    }

    /** Whether the brand has any. */
    static boolean any(Handle handle, BrandId brand) {
        return handle.createQuery("SELECT EXISTS (SELECT 1 FROM integration WHERE brand_id = :brand)")
                .bind("brand", brand.value())
                .mapTo(Boolean.class)
                .one();
    }

    /** The integration of that brand that holds the same credential. */
    static Optional<IntegrationId> same(Handle handle, BrandId brand, String provider, String fingerprint) {
        return handle.createQuery(
                        "SELECT id FROM integration WHERE brand_id = :brand AND provider = :provider AND fingerprint = :fingerprint")
                .bind("brand", brand.value())
                .bind("provider", provider)
                .bind("fingerprint", fingerprint)
                .map((row, context) -> new IntegrationId(row.getLong(1)))
                .findOne();
    }

    /** The row after the change, or empty when it is gone. */
    static Optional<IntegrationRow> updateSettings(
            Handle handle, IntegrationRow before, KeySettings after, Instant now) {
        var update = handle.createQuery("""
                        UPDATE integration SET label = :label, is_active = :active, is_primary = :primary, priority = :priority,
                            daily_limit = :daily, minute_limit = :minute, spend_limit_nanos = :spend, spend_limit_period = :period,
                            spend_limit_action = :action, account_group = :group, updated_at_ms = :now, version = version + 1
                        WHERE brand_id = :brand AND id = :id
                        RETURNING *
                        """)
                .bind("brand", before.brand().value())
                .bind("id", before.id().value())
                .bind("now", now.toEpochMilli());
        SettingsColumns.bind(update, after);
        return update.map((row, context) -> read(row)).findFirst();
    }

    /** The row after the sync, or empty when it is gone. */
    static Optional<IntegrationRow> updateBilled(
            Handle handle, BrandId brand, IntegrationId id, BilledFigures billed, Instant now) {
        return handle.createQuery("""
                        UPDATE integration SET cached_balance_nanos = :balance, cached_usage_today_nanos = :today,
                            cached_usage_month_nanos = :month, cached_currency = :currency, billing_synced_at_ms = :synced,
                            updated_at_ms = :now
                        WHERE brand_id = :brand AND id = :id
                        RETURNING *
                        """)
                .bind("brand", brand.value())
                .bind("id", id.value())
                .bind("balance", Columns.nanos(billed.balance()))
                .bind("today", Columns.nanos(billed.usageToday()))
                .bind("month", Columns.nanos(billed.usageMonth()))
                .bind("currency", billed.currency())
                .bind("synced", Columns.millis(billed.syncedAt()))
                .bind("now", now.toEpochMilli())
                .map((row, context) -> read(row))
                .findFirst();
    }

    static boolean delete(Handle handle, BrandId brand, IntegrationId id) {
        return handle.createUpdate("DELETE FROM integration WHERE brand_id = :brand AND id = :id")
                        .bind("brand", brand.value())
                        .bind("id", id.value())
                        .execute()
                == 1;
    }

    private static IntegrationRow read(ResultSet row) throws SQLException {
        return new IntegrationRow(
                new IntegrationId(row.getLong("id")),
                new BrandId(row.getLong("brand_id")),
                row.getString("provider"),
                SettingsColumns.read(row),
                billed(row),
                new Stamps(
                        Instant.ofEpochMilli(row.getLong("created_at_ms")),
                        Instant.ofEpochMilli(row.getLong("updated_at_ms")),
                        row.getLong("version")));
    }

    private static BilledFigures billed(ResultSet row) throws SQLException {
        return new BilledFigures(
                Columns.money(row, "cached_balance_nanos"),
                Columns.money(row, "cached_usage_today_nanos"),
                Columns.money(row, "cached_usage_month_nanos"),
                row.getString("cached_currency"),
                Columns.moment(row, "billing_synced_at_ms"));
    }
}
