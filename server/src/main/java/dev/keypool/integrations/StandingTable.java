package dev.keypool.integrations;

import dev.keypool.pool.Standing;
import dev.keypool.values.FailureClass;
import dev.keypool.values.IntegrationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Statements on table {@code standing}. */
final class StandingTable {
    private StandingTable() {}

    /** Writes the standing unless a newer one is there already, or its key is gone. */
    static void put(Handle handle, IntegrationId id, Standing standing) {
        var lastClass = standing.lastErrorClass();
        handle.createUpdate("""
                        INSERT INTO standing (integration_id, version, consecutive_failures, last_error, last_error_class,
                            last_failure_at_ms, cooling_until_ms, coolings, quarantined_until_ms, quarantines)
                        SELECT id, :version, :failures, :error, :class, :failureAt, :coolingUntil, :coolings, :quarantinedUntil, :quarantines
                        FROM integration WHERE id = :id
                        ON CONFLICT (integration_id) DO UPDATE SET version = excluded.version,
                            consecutive_failures = excluded.consecutive_failures, last_error = excluded.last_error,
                            last_error_class = excluded.last_error_class, last_failure_at_ms = excluded.last_failure_at_ms,
                            cooling_until_ms = excluded.cooling_until_ms, coolings = excluded.coolings,
                            quarantined_until_ms = excluded.quarantined_until_ms, quarantines = excluded.quarantines
                        WHERE excluded.version > standing.version
                        """)
                .bind("id", id.value())
                .bind("version", standing.version())
                .bind("failures", standing.consecutiveFailures())
                .bind("error", standing.lastError())
                .bind("class", lastClass == null ? null : lastClass.wire())
                .bind("failureAt", Columns.millis(standing.lastFailureAt()))
                .bind("coolingUntil", Columns.millis(standing.coolingUntil()))
                .bind("coolings", standing.coolings())
                .bind("quarantinedUntil", Columns.millis(standing.quarantinedUntil()))
                .bind("quarantines", standing.quarantines())
                .execute();
    }

    static Map<IntegrationId, Standing> all(Handle handle) {
        Map<IntegrationId, Standing> standings = new HashMap<>();
        handle.createQuery("SELECT * FROM standing")
                .map((row, context) -> Map.entry(new IntegrationId(row.getLong("integration_id")), read(row)))
                .forEach(entry -> standings.put(entry.getKey(), entry.getValue()));
        return standings;
    }

    static void delete(Handle handle, IntegrationId id) {
        handle.createUpdate("DELETE FROM standing WHERE integration_id = :id")
                .bind("id", id.value())
                .execute();
    }

    private static Standing read(ResultSet row) throws SQLException {
        String lastClass = row.getString("last_error_class");
        return new Standing(
                row.getLong("version"),
                row.getInt("consecutive_failures"),
                row.getString("last_error"),
                lastClass == null ? null : FailureClass.valueOf(lastClass.toUpperCase(java.util.Locale.ROOT)),
                Columns.moment(row, "last_failure_at_ms"),
                Columns.moment(row, "cooling_until_ms"),
                row.getInt("coolings"),
                Columns.moment(row, "quarantined_until_ms"),
                row.getInt("quarantines"));
    }
}
