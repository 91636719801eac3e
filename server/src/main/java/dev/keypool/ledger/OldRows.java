package dev.keypool.ledger;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Deletes what is no longer kept, some rows at a time. Thread-safe: no state. Finding them reads an index from its old end. */
final class OldRows {
    /** Beneath every id that was made at that moment or later: a UUID v7 begins with its milliseconds, which have no sign. */
    private static byte[] idFrom(Instant moment) {
        long millis = Math.max(0, moment.toEpochMilli());
        return ByteBuffer.allocate(16).putLong(millis << 16).array();
    }

    /** Deletes attempts that were leased before, oldest first. Says how many went. */
    int attempts(Handle handle, Instant before, int most) {
        return handle.execute("""
                DELETE FROM attempt WHERE rowid IN
                    (SELECT rowid FROM attempt WHERE attempt_id < ? ORDER BY attempt_id LIMIT ?)""", idFrom(before), most);
    }

    /** A brand that has daily sums of days before, if there is any. */
    Optional<Long> brandWithDays(Handle handle, long before) {
        return handle.select("""
                        WITH RECURSIVE used (brand) AS (
                            SELECT min(brand) FROM usage_day
                            UNION ALL
                            SELECT (SELECT min(brand) FROM usage_day WHERE brand > used.brand) FROM used WHERE used.brand IS NOT NULL)
                        SELECT brand FROM used
                        WHERE EXISTS (SELECT 1 FROM usage_day WHERE usage_day.brand = used.brand AND usage_day.day < ?) LIMIT 1""", before).mapTo(Long.class).findFirst();
    }

    /**
     * Deletes daily sums of that brand of days before, oldest first. Says how many went. Those of its agents and by asked name go
     * first and all at once: there are few, and the brand is found by the others.
     */
    int days(Handle handle, long brand, long before, int most) {
        handle.execute("DELETE FROM agent_day WHERE brand = ? AND day < ?", brand, before);
        handle.execute("DELETE FROM asked_day WHERE brand = ? AND day < ?", brand, before);
        return handle.execute("""
                DELETE FROM usage_day
                WHERE (brand, day, integration, provider, model, caller_kind, caller_id) IN
                    (SELECT brand, day, integration, provider, model, caller_kind, caller_id FROM usage_day
                    WHERE brand = ? AND day < ?
                    ORDER BY brand, day, integration, provider, model, caller_kind, caller_id LIMIT ?)""", brand, before, most);
    }
}
