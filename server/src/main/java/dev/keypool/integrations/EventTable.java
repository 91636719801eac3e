package dev.keypool.integrations;

import dev.keypool.values.IntegrationId;
import java.time.Instant;
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
}
