package dev.keypool.ledger;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Sums of cost over the daily statistics. A request that failed has no known cost, and most likely none. No state. */
final class SpentQuery {
    private static final String SUMS = """
            SELECT coalesce(sum(CASE WHEN day = :today THEN cost_nanos END), 0),
                coalesce(sum(CASE WHEN day = :today THEN max(0, cost_unknown - errors) END), 0),
                coalesce(sum(cost_nanos), 0), coalesce(sum(max(0, cost_unknown - errors)), 0)
            FROM usage_day WHERE brand = :brand AND day BETWEEN :first AND :today AND\s""";

    private SpentQuery() {}

    static Spent ofKey(Handle handle, BrandId brand, IntegrationId integration, Instant now) {
        return sums(handle.select(SUMS + "integration = :key").bind("key", integration.value()), brand, now);
    }

    static Spent ofProvider(Handle handle, BrandId brand, String provider, Instant now) {
        return sums(handle.select(SUMS + "provider = :provider").bind("provider", provider), brand, now);
    }

    private static Spent sums(Query query, BrandId brand, Instant now) {
        return query.bind("brand", brand.value())
                .bind("today", Micros.day(now))
                .bind("first", Micros.firstDayOfMonth(now))
                .map((row, _) ->
                        new Spent(new Money(row.getLong(1)), row.getLong(2), new Money(row.getLong(3)), row.getLong(4)))
                .one();
    }
}
