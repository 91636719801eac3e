package dev.keypool.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Models that a provider says a key does not have: access may be a matter of the account. Immutable. Names come from callers,
 * so that only so many are remembered; of more, those that end first are forgotten.
 */
record Unusable(Map<String, Instant> until) {
    static final Unusable NONE = new Unusable(Map.of());
    static final int MOST = 64;
    private static final Duration HOUR = Duration.ofHours(1);

    Unusable {
        until = Map.copyOf(until);
    }

    /** Until when the key is not to be used for that model; null when it may be. */
    @Nullable
    Instant of(@Nullable String model, Instant now) {
        if (model == null || until.isEmpty()) return null;
        Instant end = until.get(model);
        return end != null && now.isBefore(end) ? end : null;
    }

    boolean holds(String model) {
        return until.containsKey(model);
    }

    /** For an hour from now. */
    Unusable plus(String model, Instant now) {
        Map<String, Instant> more = new HashMap<>(until);
        more.values().removeIf(end -> !now.isBefore(end));
        more.remove(model);
        if (more.size() >= MOST) more.remove(first(more));
        more.put(model, now.plus(HOUR));
        return new Unusable(more);
    }

    /** It was served with that model. */
    Unusable minus(String model) {
        Map<String, Instant> less = new HashMap<>(until);
        less.remove(model);
        return new Unusable(less);
    }

    private static String first(Map<String, Instant> models) {
        return models.entrySet().stream()
                .min(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }
}
