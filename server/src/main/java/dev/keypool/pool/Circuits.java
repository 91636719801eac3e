package dev.keypool.pool;

import dev.keypool.values.BrandId;
import dev.keypool.values.FailureClass;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which models of which providers have no capacity just now: nobody waits for them, and one request at a time finds out
 * whether they have some again. Thread-safe; a request that meets no trouble pays one look at an empty map.
 */
final class Circuits {
    /** Models are named by callers: beyond so many, those that no longer matter are forgotten. */
    static final int MANY = 1_000;

    /** @param brand whose servers they are, null when they are everybody's */
    private record Place(
            String provider, String model, @Nullable BrandId brand) {
        static Place of(LeaseRequest request, String model) {
            return new Place(request.provider(), model, request.shared() ? null : request.brand());
        }
    }

    private final ConcurrentHashMap<Place, Circuit> circuits = new ConcurrentHashMap<>();

    /**
     * Asks to pass; the answer to a pass is one {@link #leave}.
     *
     * @return null when it may pass, else when to ask again, which may be over already while a probe is under way
     */
    @Nullable
    Instant enter(LeaseRequest request, Instant now) {
        String model = request.model();
        if (model == null || circuits.isEmpty()) return null;
        Place place = Place.of(request, model);
        while (true) {
            Circuit seen = circuits.get(place);
            if (seen == null) return null;
            if (!seen.passes(now)) return seen.openUntil();
            Circuit next = seen.probedBy(request.request());
            if (next.equals(seen) || circuits.replace(place, seen, next)) return null;
        }
    }

    /** When to ask again, null when a request may pass; nothing moves. */
    @Nullable
    Instant closedUntil(LeaseRequest request, Instant now) {
        String model = request.model();
        Circuit seen = model == null ? null : circuits.get(Place.of(request, model));
        return seen == null || seen.passes(now) ? null : seen.openUntil();
    }

    /**
     * How it went.
     *
     * @param outcome null when no key was found, so that nothing was learnt
     */
    void leave(LeaseRequest request, @Nullable Outcome outcome, Instant now) {
        String model = request.model();
        if (model == null) return;
        Place place = Place.of(request, model);
        if (overload(outcome)) {
            forgetSome(now);
            change(place, circuit -> circuit.overloaded(request.request(), now));
        } else if (!circuits.isEmpty()) {
            boolean served = outcome instanceof Outcome.Success;
            change(place, circuit -> circuit.ended(request.request(), served));
        }
    }

    /** How many places are remembered. */
    int size() {
        return circuits.size();
    }

    private static boolean overload(@Nullable Outcome outcome) {
        return outcome instanceof Outcome.Failed failed && failed.failureClass() == FailureClass.PROVIDER_OVERLOADED;
    }

    private void change(Place place, UnaryOperator<Circuit> step) {
        while (true) {
            Circuit seen = circuits.get(place);
            Circuit before = seen == null ? Circuit.CLOSED : seen;
            Circuit after = step.apply(before);
            if (after.equals(before) || moved(place, seen, after)) return;
        }
    }

    private boolean moved(Place place, @Nullable Circuit seen, Circuit after) {
        if (seen == null) return circuits.putIfAbsent(place, after) == null;
        return after.equals(Circuit.CLOSED) ? circuits.remove(place, seen) : circuits.replace(place, seen, after);
    }

    private void forgetSome(Instant now) {
        if (circuits.size() >= MANY) circuits.values().removeIf(circuit -> circuit.stale(now));
    }
}
