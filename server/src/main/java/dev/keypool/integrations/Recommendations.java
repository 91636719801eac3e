package dev.keypool.integrations;

import dev.keypool.integrations.HealthOverview.Recommendation;
import dev.keypool.pool.Health;
import dev.keypool.pool.Standing;
import dev.keypool.values.FailureClass;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Words for keys that are not well, from their cause. */
final class Recommendations {
    /** Consecutive failures from which a key is quarantined (contract, section 6). */
    private static final int QUARANTINED_FROM = 3;

    private Recommendations() {}

    static Optional<Recommendation> of(LiveKey live, Instant now) {
        var row = live.key().row();
        Standing standing = live.view().standing();
        Instant cooling = standing.coolingUntil();
        boolean cools = cooling != null && cooling.isAfter(now);
        if (standing.health() == Health.HEALTHY && !cools) return Optional.empty();
        boolean opens = live.key().usable();
        String issue = opens ? issue(standing, cooling) : "Key cannot be opened";
        String action = opens ? action(standing, live.view().nextProbeAt()) : String.valueOf(standing.lastError());
        return Optional.of(new Recommendation(row.id().value(), row.provider(), issue, action));
    }

    /** For a key whose provider counts more than went through here, whatever else it suffers from. */
    static Recommendation elsewhere(LiveKey live, Drift drift) {
        var row = live.key().row();
        return new Recommendation(
                row.id().value(),
                row.provider(),
                "Key may be used elsewhere",
                drift.figures() + ". Find out who else has it, or replace it by deleting and creating it again.");
    }

    private static String issue(Standing standing, @Nullable Instant cooling) {
        String failures = standing.consecutiveFailures() + " consecutive failure"
                + (standing.consecutiveFailures() == 1 ? "" : "s");
        return switch (standing.health()) {
            case HEALTHY -> "Key is cooling until " + moment(cooling) + because(standing.lastErrorClass());
            case DEGRADED -> "Key is degraded with " + failures;
            case UNHEALTHY -> "Key is quarantined after " + failures;
        };
    }

    private static String action(Standing standing, @Nullable Instant probe) {
        FailureClass cause = standing.lastErrorClass();
        String what = cause == null ? "Monitor closely." : remedy(cause);
        return switch (standing.health()) {
            case HEALTHY -> what + " It is used again by itself.";
            case DEGRADED -> {
                int left = QUARANTINED_FROM - standing.consecutiveFailures();
                yield what + " Will be quarantined after " + left + " more failure" + (left == 1 ? "." : "s.");
            }
            case UNHEALTHY ->
                what + " Next probe at " + moment(probe) + "; reset-health or a successful test ends the quarantine.";
        };
    }

    private static String remedy(FailureClass cause) {
        return switch (cause) {
            case KEY_INVALID -> "The provider refuses this key: replace it by deleting and creating it again.";
            case KEY_NO_CREDIT -> "The provider's account has no credit: top it up.";
            case RATE_LIMITED, PROVIDER_OVERLOADED, PROVIDER_ERROR, TIMEOUT -> "Monitor closely.";
            case CALLER_ERROR, CONTENT_FILTER, CONTEXT_TOO_LONG, MODEL_NOT_FOUND -> "Monitor closely.";
        };
    }

    private static String because(@Nullable FailureClass cause) {
        if (cause == null) return "";
        return switch (cause) {
            case KEY_NO_CREDIT -> " because its account has no credit";
            case RATE_LIMITED -> " because the provider limits its rate";
            case KEY_INVALID,
                    PROVIDER_OVERLOADED,
                    PROVIDER_ERROR,
                    TIMEOUT,
                    CALLER_ERROR,
                    CONTENT_FILTER,
                    CONTEXT_TOO_LONG,
                    MODEL_NOT_FOUND -> "";
        };
    }

    private static String moment(@Nullable Instant moment) {
        return moment == null
                ? "the next request"
                : moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
