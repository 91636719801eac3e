package dev.keypool.pool;

import dev.keypool.pool.Outcome.Failed;
import dev.keypool.pool.StandingStore.Event;
import dev.keypool.pool.StandingStore.Event.Kind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the event in a change of standing, and words it. One change is at most one event: the gravest. Pure. */
final class Events {
    private Events() {}

    /** @param cause the outcome's own sentence */
    static @Nullable Event between(Standing before, Standing after, String cause, Instant now) {
        if (before.version() == after.version()) return null;
        Kind kind = kind(before, after, now);
        return kind == null ? null : new Event(kind, now, cause + what(kind, after));
    }

    /** The provider's own words, ended as a sentence so that another may follow. */
    static String failure(String who, Failed failure) {
        String words = failure.message().strip();
        boolean ended = words.endsWith(".") || words.endsWith("!") || words.endsWith("?");
        return who + " failed: " + (ended ? words : words + ".");
    }

    private static @Nullable Kind kind(Standing before, Standing after, Instant now) {
        boolean quarantineMoved = !Objects.equals(before.quarantinedUntil(), after.quarantinedUntil());
        if (quarantineMoved && after.quarantinedUntil() != null) return Kind.QUARANTINED;
        if (after.health() != before.health()) {
            if (after.health() == Health.HEALTHY) return Kind.RECOVERED;
            return quarantineMoved ? Kind.PROBED : Kind.DEGRADED;
        }
        return after.cooling(now) && !before.cooling(now) ? Kind.COOLING : null;
    }

    private static String what(Kind kind, Standing after) {
        return switch (kind) {
            case QUARANTINED ->
                " Failure " + after.consecutiveFailures() + " in a row: in quarantine until "
                        + wire(after.quarantinedUntil()) + ".";
            case COOLING -> " Not selected until " + wire(after.coolingUntil()) + ".";
            case PROBED -> " The quarantine is over; the next success makes the key healthy.";
            case DEGRADED, RECOVERED, LIMIT_REACHED, SPEND_WARNED, SPEND_BLOCKED, HEALTH_RESET, USAGE_RESET -> "";
        };
    }

    /** As every timestamp that is shown: whole seconds, UTC. */
    static String wire(@Nullable Instant moment) {
        return moment == null ? "now" : moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
