package dev.keypool.integrations;

import dev.keypool.pool.Standing;
import dev.keypool.pool.StandingStore;
import dev.keypool.store.Database;
import dev.keypool.store.GroupCommit;
import dev.keypool.values.IntegrationId;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what keys have earned through to the database, with the events, behind the caller's back. Thread-safe; never blocks. */
public final class Standings implements StandingStore {
    private static final Logger LOG = LoggerFactory.getLogger(Standings.class);
    private final GroupCommit<Change> queue;

    public Standings(Database database) {
        queue = database.groupCommit(Standings::write);
    }

    private record Change(
            IntegrationId id, Standing standing, @Nullable Event event) {}

    @Override
    public void changed(IntegrationId id, Standing standing, @Nullable Event event) {
        if (event != null) LOG.info("Integration {} {}: {}", id.value(), wire(event), event.cause());
        queue.submit(
                new Change(id, standing, event),
                () -> {},
                fault -> LOG.warn(
                        "The standing of integration {} (version {}) could not be stored; a restart would forget it",
                        id.value(),
                        standing.version(),
                        fault));
    }

    private static void write(Handle handle, List<Change> changes) {
        for (Change change : changes) {
            StandingTable.put(handle, change.id(), change.standing());
            Event event = change.event();
            if (event == null) continue;
            EventTable.add(handle, change.id(), wire(event), event.at(), event.cause(), null);
        }
    }

    private static String wire(Event event) {
        return event.kind().name().toLowerCase(Locale.ROOT);
    }
}
