package dev.keypool.pool;

import dev.keypool.values.IntegrationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a change of standing goes. Called outside of any lock, maybe on an event loop: must return at once. Kept by {@code integrations}. */
@FunctionalInterface
public interface StandingStore {
    /** @param event what happened, null when only a detail moved */
    void changed(IntegrationId id, Standing standing, @Nullable Event event);

    /**
     * A change worth telling an operator.
     *
     * @param kind what changed
     * @param cause sentence of the cause
     */
    record Event(Kind kind, Instant at, String cause) {
        /** Kinds of event. */
        public enum Kind {
            DEGRADED,
            QUARANTINED,
            PROBED,
            RECOVERED,
            COOLING,
            LIMIT_REACHED,
            SPEND_WARNED,
            SPEND_BLOCKED,
            HEALTH_RESET,
            USAGE_RESET
        }
    }
}
