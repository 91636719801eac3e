package dev.keypool.ledger;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;

/** What one line of the daily statistics is about. Immutable. */
record UsageKey(BrandId brand, long day, IntegrationId integration, String provider, String model, Row.Asker asker) {
    static UsageKey of(Row row) {
        long day = Micros.day(row.bookedAt());
        return new UsageKey(row.brand(), day, row.integration(), row.provider(), row.model(), row.asker());
    }
}
