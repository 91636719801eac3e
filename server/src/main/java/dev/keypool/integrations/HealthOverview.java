package dev.keypool.integrations;

import dev.keypool.pool.Health;
import dev.keypool.pool.KeyView;
import dev.keypool.values.FailureClass;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The answer of {@code GET /api/v1/integrations/health}. Immutable. */
record HealthOverview(boolean success, Summary summary, List<Item> integrations, List<Recommendation> recommendations) {
    /** How many keys are in each state. */
    record Summary(int total, int healthy, int degraded, int unhealthy) {}

    /** One key's health and its cause. */
    record Item(
            long id,
            String providerName,
            @Nullable String keyLabel,
            String healthStatus,
            int consecutiveFailures,
            @Nullable Instant lastUsedAt,
            @Nullable String lastError,
            @Nullable String lastErrorClass,
            @Nullable Instant coolingUntil,
            @Nullable Instant quarantinedUntil,
            @Nullable Instant nextProbeAt) {}

    /** What is wrong with a key that is not well, and what to do. */
    record Recommendation(long integrationId, String providerName, String issue, String action) {}

    static HealthOverview of(List<LiveKey> keys, Drifts drifts, Instant now) {
        return new HealthOverview(
                true,
                new Summary(
                        keys.size(),
                        count(keys, Health.HEALTHY),
                        count(keys, Health.DEGRADED),
                        count(keys, Health.UNHEALTHY)),
                keys.stream().map(key -> item(key, now)).toList(),
                keys.stream().flatMap(key -> recommendations(key, drifts, now)).toList());
    }

    private static Stream<Recommendation> recommendations(LiveKey key, Drifts drifts, Instant now) {
        var drift = drifts.elsewhere(key.key().row().id(), now);
        return Stream.concat(
                Recommendations.of(key, now).stream(),
                drift.map(found -> Recommendations.elsewhere(key, found)).stream());
    }

    private static int count(List<LiveKey> keys, Health health) {
        return (int) keys.stream()
                .filter(key -> key.view().standing().health() == health)
                .count();
    }

    private static Item item(LiveKey key, Instant now) {
        KeyView view = key.view();
        var standing = view.standing();
        FailureClass lastClass = standing.lastErrorClass();
        Instant cooling = standing.coolingUntil();
        return new Item(
                key.key().row().id().value(),
                key.key().row().provider(),
                key.key().row().settings().label(),
                standing.health().wire(),
                standing.consecutiveFailures(),
                view.lastUsedAt(),
                standing.lastError(),
                lastClass == null ? null : lastClass.wire(),
                cooling != null && cooling.isAfter(now) ? cooling : null,
                standing.quarantinedUntil(),
                view.nextProbeAt());
    }
}
