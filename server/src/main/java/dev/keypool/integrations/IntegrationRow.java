package dev.keypool.integrations;

import dev.keypool.pool.Member;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.time.Instant;

/** One row of table {@code integration}, without its credential. Immutable. */
record IntegrationRow(
        IntegrationId id, BrandId brand, String provider, KeySettings settings, BilledFigures billed, Stamps stamps) {
    /** @param version grows with each change of the settings; not with a billing sync, which nobody edits */
    record Stamps(Instant createdAt, Instant updatedAt, long version) {}

    /** The same key as the pool sees it. */
    Member member(boolean usable) {
        return new Member(
                id,
                brand,
                provider,
                settings.active() && usable,
                settings.priority(),
                settings.dailyLimit(),
                settings.minuteLimit(),
                settings.spendLimit(),
                settings.accountGroup());
    }

    /** Names this version of the settings in {@code ETag} and {@code If-Match}. */
    String etag() {
        return "\"" + id.value() + "." + stamps.version() + "\"";
    }
}
