package dev.keypool.ledger;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;

/** What one line of the daily statistics is about. Immutable. */
record UsageKey(BrandId brand, long day, IntegrationId integration, String provider, String model, Row.Asker asker) {
    static UsageKey of(Row row) {
        return new UsageKey(row.brand(), row.day(), row.integration(), row.provider(), row.model(), row.asker());
    }
}
