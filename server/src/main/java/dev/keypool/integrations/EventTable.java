package dev.keypool.integrations;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Statements on table {@code integration_event}. */
final class EventTable {
    private EventTable() {}

    /**
     * Notes what happened to a key that still exists.
     *
     * @param kind word on the wire, for example {@code quarantined}
     * @param cause sentence
     * @param actor public id of the client or agent that did it, null when it came by itself
     */
    static void add(Handle handle, IntegrationId id, String kind, Instant at, String cause, @Nullable String actor) {
        handle.createUpdate("""
                        INSERT INTO integration_event (integration_id, brand_id, kind, at_ms, cause, actor)
                        SELECT id, brand_id, :kind, :at, :cause, :actor FROM integration WHERE id = :id
                        """)
                .bind("id", id.value())
                .bind("kind", kind)
                .bind("at", at.toEpochMilli())
                .bind("cause", cause)
                .bind("actor", actor)
                .execute();
    }

    /** Newest first, with ids below {@code before}; those of a deleted key too. */
    static List<KeyEvents.Event> list(Handle handle, BrandId brand, IntegrationId id, long before, int limit) {
        return handle.createQuery("""
                        SELECT id, kind, at_ms, cause, actor FROM integration_event
                        WHERE brand_id = :brand AND integration_id = :key AND id < :before ORDER BY id DESC LIMIT :limit
                        """)
                .bind("brand", brand.value())
                .bind("key", id.value())
                .bind("before", before)
                .bind("limit", limit)
                .map((row, context) -> new KeyEvents.Event(
                        row.getLong("id"),
                        row.getString("kind"),
                        Instant.ofEpochMilli(row.getLong("at_ms")),
                        row.getString("cause"),
                        row.getString("actor")))
                .list();
    }

    /** Forgets what happened before, oldest first, at most so many. Says how many went. */
    static int forget(Handle handle, Instant before, int most) {
        return handle.createUpdate("""
                        DELETE FROM integration_event WHERE id IN
                            (SELECT id FROM integration_event WHERE at_ms < :before ORDER BY at_ms LIMIT :most)
                        """)
                .bind("before", before.toEpochMilli())
                .bind("most", most)
                .execute();
    }
}
