package dev.keypool.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.metering.WorstCase;
import dev.keypool.pool.LeaseResult.Cause;
import dev.keypool.pool.LeaseResult.Exhausted;
import dev.keypool.pool.LeaseResult.Reason;
import dev.keypool.providers.Failure;
import dev.keypool.routing.Target;
import dev.keypool.values.FailureClass;
import dev.keypool.values.IntegrationId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request has run into so far, and which of it the caller is told when nothing is left: the most useful, which is the
 * one that says what to do (gateway contract, section 3; failure classes, section 6). Confined to its request.
 */
final class Trail {
    /** They pass by themselves although nobody knows when: as soon as a request that is under way ends. */
    private static final Set<Cause> SOON = Set.of(Cause.PROBING, Cause.MINUTE_LIMIT, Cause.DAILY_LIMIT);

    private final List<Tried> tried = new ArrayList<>(2);
    private final List<Failure> failures = new ArrayList<>(2);
    private final List<Reason> passedOver = new ArrayList<>(0);
    private Set<IntegrationId> keys = Set.of();
    private boolean soon;
    private @Nullable Instant retryAt;
    private @Nullable Instant overloadedUntil;
    private @Nullable GatewayError tooDear;
    private @Nullable Target keyless;
    private @Nullable GatewayError closed;

    /** Keys that were used already: none is used twice. */
    Set<IntegrationId> keys() {
        return keys;
    }

    int attempts() {
        return tried.size();
    }

    List<Tried> tried() {
        return tried;
    }

    /** How often the model's present target failed in a way that another key of the same provider will hardly cure. */
    int fleetFailures(Target target) {
        int count = 0;
        for (int i = 0; i < failures.size(); i++) {
            Tried at = tried.get(i);
            boolean here = at.provider().equals(target.provider()) && at.model().equals(target.model());
            if (here && FailureOrder.ofTheFleet(failures.get(i).failureClass())) count++;
        }
        return count;
    }

    void failed(Tried attempt, Failure failure) {
        if (keys.isEmpty()) keys = new HashSet<>();
        keys.add(attempt.key());
        tried.add(attempt);
        failures.add(failure);
    }

    void served(Tried attempt) {
        tried.add(attempt);
    }

    /** @param worst what the request may cost there */
    void exhausted(Exhausted exhausted, Target target, WorstCase worst) {
        for (Reason reason : exhausted.reasons()) {
            if (reason.cause() == Cause.ALREADY_TRIED) continue;
            passedOver.add(reason);
            soon |= reason.cause() == Cause.SPEND_RESERVED || (reason.until() == null && SOON.contains(reason.cause()));
            if (tooDear == null) tooDear = CostFault.of(reason, target, worst).orElse(null);
        }
        later(exhausted.retryAt());
    }

    /** The model has no capacity at a provider until then, whatever the key. */
    void overloaded(Instant until) {
        if (overloadedUntil == null || until.isBefore(overloadedUntil)) overloadedUntil = until;
    }

    /** Another key comes free at that moment; only the earliest counts. */
    void later(@Nullable Instant at) {
        if (at != null && (retryAt == null || at.isBefore(retryAt))) retryAt = at;
    }

    /** A target cannot take this request, whatever its keys. */
    void closed(GatewayError why) {
        if (closed == null || rank(why) < rank(closed)) closed = why;
    }

    /** A budget that is used up says more than a member that one provider cannot take. */
    private static int rank(GatewayError error) {
        return error.status() == 402 ? 0 : error.status() == 400 ? 1 : 2;
    }

    void keyless(Target target) {
        if (keyless == null) keyless = target;
    }

    /** The error for the caller. */
    GatewayError error(Instant now) {
        Failure worst = null;
        for (Failure failure : failures)
            if (worst == null || FailureOrder.rank(failure) < FailureOrder.rank(worst)) worst = failure;
        if (soon) later(now.plusSeconds(1));
        if (retryAt != null && waitingHelps(worst)) return keysExhausted(now);
        if (worst != null) return ofFailure(worst, now);
        if (closed != null && rank(closed) < 2) return closed;
        if (overloadedUntil != null) return overloaded(overloadedUntil, now);
        if (tooDear != null) return tooDear;
        if (!passedOver.isEmpty())
            return GatewayError.of(
                    503,
                    "service_unavailable_error",
                    "provider_keys_unavailable",
                    "None of the keys for this model may be used, and none comes free by itself. Check the integrations.");
        return closed != null && keyless == null ? closed : noKey();
    }

    /** True when other keys were passed over that come free, and the request itself is not at fault. */
    private boolean waitingHelps(@Nullable Failure worst) {
        if (worst == null) return true;
        return !passedOver.isEmpty() && FailureOrder.rank(worst) > 0;
    }

    private GatewayError ofFailure(Failure failure, Instant now) {
        if (failure.failureClass() == FailureClass.RATE_LIMITED) {
            Duration wait = failure.retryAfter();
            if (wait != null && retryAt == null) later(now.plus(wait));
            return keysExhausted(now);
        }
        Instant open = failure.failureClass() == FailureClass.PROVIDER_OVERLOADED ? overloadedUntil : null;
        return open == null ? FailureOrder.error(failure) : overloaded(open, now);
    }

    private static GatewayError overloaded(Instant until, Instant now) {
        long seconds = seconds(now, until);
        return new GatewayError(
                503,
                "service_unavailable_error",
                "provider_overloaded",
                "The provider has no capacity for this model. Try again in " + seconds + " s.",
                null,
                seconds,
                null);
    }

    /** Whole seconds, rounded up, at least one. */
    private static long seconds(Instant now, Instant until) {
        return Math.max(1, Duration.between(now, until).plusMillis(999).toSeconds());
    }

    private GatewayError keysExhausted(Instant now) {
        Long seconds = retryAt == null ? null : (Long) seconds(now, retryAt);
        String when = seconds == null ? "Try again later." : "Try again in " + seconds + " s.";
        return new GatewayError(
                429,
                "rate_limit_error",
                "keys_exhausted",
                "No key for this model is free now. " + when,
                null,
                seconds,
                passedOver.isEmpty() ? null : reasons());
    }

    private ArrayNode reasons() {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Reason reason : passedOver) {
            ObjectNode node = array.addObject();
            node.put("integration_id", reason.key().value());
            node.put("reason", reason.cause().name().toLowerCase(java.util.Locale.ROOT));
            Instant until = reason.until();
            if (until == null) node.putNull("until");
            else
                node.put(
                        "until",
                        until.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString());
        }
        return array;
    }

    private GatewayError noKey() {
        if (keyless == null)
            return GatewayError.of(
                    503,
                    "service_unavailable_error",
                    "no_integration",
                    "There is no key for any provider that serves this model. Add one at /api/v1/integrations.");
        return GatewayError.of(
                503,
                "service_unavailable_error",
                "no_" + keyless.provider() + "_key",
                "There is no " + keyless.provider() + " key. Add one at /api/v1/integrations.");
    }
}
