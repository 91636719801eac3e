package dev.keypool.integrations;

import dev.keypool.pool.Explanation;
import dev.keypool.pool.LeaseResult.Reason;
import dev.keypool.values.Money;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a choice of key is explained. */
final class ExplanationView {
    private ExplanationView() {}

    /**
     * The answer.
     *
     * @param outcome what the gateway would do: {@code served}, or the code of its refusal
     * @param sentence the same in words
     * @param retryAt when the first key is free again, if none is free now and the time is known
     * @param targets in the order in which they would be tried
     */
    record Page(
            boolean success,
            String model,
            String outcome,
            String sentence,
            @Nullable Instant retryAt,
            List<Place> targets) {}

    /**
     * Provider and model to which a request would be sent.
     *
     * @param listed whether the provider's model list names the model, null when none is at hand
     * @param skipped why an alias's target would not be tried at all, null when it would
     */
    record Place(
            String providerName,
            String providerLabel,
            String model,
            @Nullable Boolean listed,
            @Nullable String skipped,
            List<Candidate> keys) {}

    /**
     * One key.
     *
     * @param position in the order of tries over all targets, from 1; null when it would not be tried now
     * @param chosen whether the next request would get it
     * @param cause why it would not be tried, null when it would
     * @param until when that passes, null when not by time alone
     */
    record Candidate(
            long integrationId,
            @Nullable String keyLabel,
            @Nullable Integer position,
            boolean chosen,
            @Nullable String cause,
            @Nullable Instant until,
            int priority,
            String healthStatus,
            int inFlight,
            Limits limits) {}

    /** What is left; null where there is no limit. */
    record Limits(
            @Nullable Long dailyLeft,
            @Nullable Long minuteLeft,
            @Nullable Money spendLeft) {}

    static Candidate candidate(HeldKey held, Explanation.Candidate key, @Nullable Integer position) {
        return new Candidate(
                held.row().id().value(),
                held.row().settings().label(),
                position,
                position != null && position == 1,
                cause(held, key.obstacle()),
                key.until(),
                held.row().settings().priority(),
                key.health().wire(),
                key.inFlight(),
                new Limits(key.left().day(), key.left().minute(), key.left().spend()));
    }

    /** To the pool a key that does not open is one that is switched off. */
    private static @Nullable String cause(HeldKey held, @Nullable Reason obstacle) {
        if (obstacle == null) return null;
        return held.usable() ? obstacle.cause().name().toLowerCase(Locale.ROOT) : "cannot_be_opened";
    }

    static Page page(String model, List<Place> places) {
        List<Candidate> keys =
                places.stream().flatMap(place -> place.keys().stream()).toList();
        for (Place place : places)
            for (Candidate key : place.keys()) if (key.chosen()) return served(model, places, place, key);
        if (keys.isEmpty()) {
            String sentence = "There is no key for any provider that could serve this model.";
            return new Page(true, model, "no_integration", sentence, null, places);
        }
        Instant free = keys.stream()
                .map(Candidate::until)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
        return new Page(true, model, "keys_exhausted", "No key for this model is free now.", free, places);
    }

    private static Page served(String model, List<Place> places, Place place, Candidate key) {
        String sentence = "The next request would go to " + place.providerLabel() + " with integration "
                + key.integrationId() + ".";
        return new Page(true, model, "served", sentence, null, places);
    }
}
