package dev.keypool.integrations;

import dev.keypool.metering.BrandPrice;
import dev.keypool.metering.Price;
import dev.keypool.values.BrandId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Statements on table {@code brand_price}; every one that serves a caller names the brand. */
final class BrandPriceTable {
    private BrandPriceTable() {}

    static void put(Handle handle, BrandPrice row, Instant now) {
        Price price = row.price();
        handle.createUpdate("""
                        INSERT INTO brand_price (brand, provider, model, input_nanos, output_nanos, cached_nanos,
                            cache_write_nanos, reasoning_nanos, max_output, set_at_ms)
                        VALUES (:brand, :provider, :model, :input, :output, :cached, :write, :reasoning, :most, :now)
                        ON CONFLICT (brand, provider, model) DO UPDATE SET input_nanos = excluded.input_nanos,
                            output_nanos = excluded.output_nanos, cached_nanos = excluded.cached_nanos,
                            cache_write_nanos = excluded.cache_write_nanos, reasoning_nanos = excluded.reasoning_nanos,
                            max_output = excluded.max_output, set_at_ms = excluded.set_at_ms
                        """)
                .bind("brand", row.brand().value())
                .bind("provider", row.provider())
                .bind("model", row.model())
                .bind("input", price.input())
                .bind("output", price.output())
                .bind("cached", price.cachedInput())
                .bind("write", price.cacheWrite())
                .bind("reasoning", price.reasoning())
                .bind("most", price.maxOutput())
                .bind("now", now.toEpochMilli())
                .execute();
    }

    /** Whether there was one. */
    static boolean delete(Handle handle, BrandId brand, String provider, String model) {
        return handle.createUpdate(
                                "DELETE FROM brand_price WHERE brand = :brand AND provider = :provider AND model = :model")
                        .bind("brand", brand.value())
                        .bind("provider", provider)
                        .bind("model", model)
                        .execute()
                == 1;
    }

    static List<BrandPrice> all(Handle handle) {
        return handle.createQuery("SELECT * FROM brand_price")
                .map((row, context) -> read(row))
                .list();
    }

    private static BrandPrice read(ResultSet row) throws SQLException {
        var price = new Price(
                row.getLong("input_nanos"),
                row.getLong("output_nanos"),
                Columns.count(row, "cached_nanos"),
                Columns.count(row, "cache_write_nanos"),
                Columns.count(row, "reasoning_nanos"),
                null,
                null,
                Columns.count(row, "max_output"));
        return new BrandPrice(
                new BrandId(row.getLong("brand")),
                row.getString("provider"),
                row.getString("model"),
                price,
                Instant.ofEpochMilli(row.getLong("set_at_ms"))
                        .atOffset(ZoneOffset.UTC)
                        .toLocalDate());
    }
}
