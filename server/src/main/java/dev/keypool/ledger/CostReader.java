package dev.keypool.ledger;

import dev.keypool.ledger.ResetTable.Reset;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * What a key had cost at a moment. Thread-safe: no state. The daily sums hold the whole day of that moment, so the rows after
 * it are taken off again: those of an hour or so, where adding up those before it would read the whole day.
 */
final class CostReader {
    private static final RowMapper<Cost> COST =
            (row, _) -> new Cost(new Money(row.getLong(1)), row.getLong(2) - row.getLong(3), row.getLong(3));

    /** The handle must show one snapshot. */
    PeriodCosts until(Handle handle, BrandId brand, IntegrationId key, Instant moment) {
        long day = Micros.day(moment);
        Cost after = after(handle, brand, key, moment);
        return new PeriodCosts(
                days(handle, brand, key, day, day).minus(after),
                days(handle, brand, key, Micros.firstDayOfMonth(moment), day).minus(after));
    }

    /** The same without what a reset of that day or month forgave. */
    PeriodCosts counted(Handle handle, Optional<Reset> reset, BrandId brand, IntegrationId key, Instant moment) {
        PeriodCosts all = until(handle, brand, key, moment);
        return reset.map(last -> all.less(last.forgivenOn(moment))).orElse(all);
    }

    /** What counts as spent of the day and month of that moment, whatever was reset: the known costs and what is held for unknown ones. */
    ResetTable.Sums spent(Handle handle, BrandId brand, IntegrationId key, Instant moment) {
        PeriodCosts known = until(handle, brand, key, moment);
        return new ResetTable.Sums(
                known.day().known().nanos() + held(handle, key, Micros.day(moment)),
                known.month().known().nanos() + held(handle, key, Micros.firstDayOfMonth(moment)));
    }

    /** Added up here and not in SQL, where a sum beyond all numbers is a fault. */
    private static long held(Handle handle, IntegrationId key, long firstDay) {
        return handle.select("""
                        SELECT held_nanos FROM attempt
                        WHERE held_nanos IS NOT NULL AND booked_at_us >= ? AND integration = ?""", Micros.startOfDay(firstDay), key.value()).mapTo(Long.class).list().stream()
                .reduce(0L, (sum, more) -> Math.min(UseReport.MOST_HELD, sum + Math.min(UseReport.MOST_HELD, more)));
    }

    private static Cost days(Handle handle, BrandId brand, IntegrationId key, long from, long to) {
        return handle.select("""
                        SELECT coalesce(sum(cost_nanos), 0), coalesce(sum(requests), 0), coalesce(sum(cost_unknown), 0)
                        FROM usage_day WHERE brand = ? AND day BETWEEN ? AND ? AND integration = ?""", brand.value(), from, to, key.value())
                .map(COST)
                .one();
    }

    private static Cost after(Handle handle, BrandId brand, IntegrationId key, Instant moment) {
        return handle.select(
                        """
                        SELECT coalesce(sum(cost_nanos), 0), coalesce(sum(sent), 0), coalesce(sum(sent AND cost_nanos IS NULL), 0)
                        FROM attempt WHERE brand = ? AND booked_at_us > ? AND booked_at_us < ? AND integration = ?""", brand.value(), Micros.of(moment), Micros.startOfDay(Micros.day(moment) + 1), key.value())
                .map(COST)
                .one();
    }
}
