package dev.keypool.ledger;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Since when the counts of a key count. Thread-safe. */
final class ResetTable {
    /** A later moment replaces an earlier one, never the other way round. */
    void put(Handle handle, BrandId brand, IntegrationId integration, Instant at) {
        handle.execute("""
                INSERT INTO count_reset (brand, integration, at_us) VALUES (?, ?, ?)
                ON CONFLICT (brand, integration) DO UPDATE SET at_us = max(at_us, excluded.at_us)""", brand.value(), integration.value(), Micros.of(at));
    }

    /** Resets at that moment or later. */
    List<Reset> sinceOfAllBrands(Handle handle, Instant from) {
        return handle.select("SELECT brand, integration, at_us FROM count_reset WHERE at_us >= ?", Micros.of(from))
                .map((row, _) -> new Reset(
                        new BrandId(row.getLong(1)), new IntegrationId(row.getLong(2)), Micros.instant(row.getLong(3))))
                .list();
    }

    /** That the counts of a key began again. */
    record Reset(BrandId brand, IntegrationId integration, Instant at) {}
}
