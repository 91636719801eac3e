package dev.keypool.ledger;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Since when the counts of a key count, and what it had cost by then. Thread-safe. */
final class ResetTable {
    private static final String SELECT =
            "SELECT brand, integration, at_us, forgiven_day_nanos, forgiven_month_nanos FROM count_reset ";

    /**
     * A later moment replaces an earlier one, never the other way round.
     *
     * @param forgiven all that the key had cost in that moment's day and month, whatever was forgiven before
     */
    void put(Handle handle, BrandId brand, IntegrationId integration, Instant at, Sums forgiven) {
        handle.execute("""
                INSERT INTO count_reset (brand, integration, at_us, forgiven_day_nanos, forgiven_month_nanos)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (brand, integration) DO UPDATE SET at_us = excluded.at_us,
                    forgiven_day_nanos = excluded.forgiven_day_nanos, forgiven_month_nanos = excluded.forgiven_month_nanos
                WHERE excluded.at_us >= at_us""", brand.value(), integration.value(), Micros.of(at), forgiven.day(), forgiven.month());
    }

    /** Resets at that moment or later. */
    List<Reset> sinceOfAllBrands(Handle handle, Instant from) {
        return handle.select(SELECT + "WHERE at_us >= ?", Micros.of(from))
                .map((row, _) -> reset(row))
                .list();
    }

    Optional<Reset> find(Handle handle, BrandId brand, IntegrationId integration) {
        return handle.select(SELECT + "WHERE brand = ? AND integration = ?", brand.value(), integration.value())
                .map((row, _) -> reset(row))
                .findOne();
    }

    private static Reset reset(ResultSet row) throws SQLException {
        return new Reset(
                new BrandId(row.getLong(1)),
                new IntegrationId(row.getLong(2)),
                Micros.instant(row.getLong(3)),
                new Sums(row.getLong(4), row.getLong(5)));
    }

    /** Nano-dollars of a UTC day and of its month. */
    record Sums(long day, long month) {
        static final Sums NONE = new Sums(0, 0);

        Sums minus(Sums less) {
            return new Sums(Math.max(0, day - less.day), Math.max(0, month - less.month));
        }
    }

    /** That the counts of a key began again. */
    record Reset(BrandId brand, IntegrationId integration, Instant at, Sums forgiven) {
        /** What it forgives of the day and the month of {@code now}: nothing of those that have begun since. */
        Sums forgivenOn(Instant now) {
            boolean sameDay = Micros.day(at) == Micros.day(now);
            boolean sameMonth = Micros.firstDayOfMonth(at) == Micros.firstDayOfMonth(now);
            return new Sums(sameDay ? forgiven.day : 0, sameMonth ? forgiven.month : 0);
        }
    }
}
