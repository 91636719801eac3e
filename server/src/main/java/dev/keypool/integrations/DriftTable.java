package dev.keypool.integrations;

import dev.keypool.integrations.Drift.Period;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Statements on table {@code billing_drift}. */
final class DriftTable {
    private DriftTable() {}

    /** Notes that it is told, and forgets what was told of earlier periods; false when it was told before, or the key is gone. */
    static boolean tell(Handle handle, IntegrationId id, Drift drift, Instant now) {
        handle.createUpdate(
                        "DELETE FROM billing_drift WHERE integration_id = :id AND period = :period AND first_day < :first")
                .bind("id", id.value())
                .bind("period", wire(drift.period()))
                .bind("first", drift.firstDay().toEpochDay())
                .execute();
        return handle.createUpdate("""
                        INSERT INTO billing_drift (integration_id, period, first_day, direction, theirs_nanos, ours_nanos, told_at_ms)
                        SELECT id, :period, :first, :direction, :theirs, :ours, :now FROM integration WHERE id = :id
                        ON CONFLICT DO NOTHING
                        """)
                        .bind("id", id.value())
                        .bind("period", wire(drift.period()))
                        .bind("first", drift.firstDay().toEpochDay())
                        .bind("direction", drift.theirsIsHigher() ? "theirs" : "ours")
                        .bind("theirs", drift.theirs().nanos())
                        .bind("ours", drift.ours().nanos())
                        .bind("now", now.toEpochMilli())
                        .execute()
                == 1;
    }

    /** All that were told of, oldest first. */
    static List<Map.Entry<IntegrationId, Drift>> all(Handle handle) {
        return handle.createQuery("SELECT * FROM billing_drift ORDER BY told_at_ms")
                .map((row, context) -> Map.entry(
                        new IntegrationId(row.getLong("integration_id")),
                        new Drift(
                                Period.valueOf(row.getString("period").toUpperCase(Locale.ROOT)),
                                LocalDate.ofEpochDay(row.getLong("first_day")),
                                new Money(row.getLong("theirs_nanos")),
                                new Money(row.getLong("ours_nanos")))))
                .list();
    }

    static void delete(Handle handle, IntegrationId id) {
        handle.createUpdate("DELETE FROM billing_drift WHERE integration_id = :id")
                .bind("id", id.value())
                .execute();
    }

    private static String wire(Period period) {
        return period.name().toLowerCase(Locale.ROOT);
    }
}
