package dev.keypool.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one overloaded place. Immutable; pure. Closed: all pass. Open: none. When its time is over one request
 * probes; it closes when that one is served, and opens for longer when the place is overloaded still.
 *
 * @param recent the overloads of a closed circuit since a request was served, oldest first, each of another request
 * @param openUntil null when closed
 * @param openings how often in a row it opened
 * @param prober the request that probes, null when none does
 */
record Circuit(
        List<Overload> recent,
        @Nullable Instant openUntil,
        int openings,
        @Nullable Long prober) {
    static final Circuit CLOSED = new Circuit(List.of(), null, 0, null);
    private static final int TO_OPEN = 5;
    private static final Duration WINDOW = Duration.ofSeconds(30);
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** One overload, and in which request it was met. */
    record Overload(Instant at, long request) {}

    Circuit {
        recent = List.copyOf(recent);
    }

    boolean passes(Instant now) {
        return openUntil == null || (prober == null && !now.isBefore(openUntil));
    }

    Circuit probedBy(long request) {
        return openUntil == null ? this : new Circuit(recent, openUntil, openings, request);
    }

    boolean probes(long request) {
        return prober != null && prober == request;
    }

    /** The probe said nothing: another may try. */
    Circuit unprobed() {
        return new Circuit(recent, openUntil, openings, null);
    }

    /** The place had no capacity for that request. An open circuit listens to its probe alone: the others began before. */
    Circuit overloaded(long request, Instant now) {
        if (openUntil != null) return probes(request) ? open(now) : this;
        List<Overload> more = new ArrayList<>(TO_OPEN);
        for (Overload one : recent) {
            if (one.at().isBefore(now.minus(WINDOW))) continue;
            if (one.request() == request) return this;
            more.add(one);
        }
        more.add(new Overload(now, request));
        return more.size() < TO_OPEN ? new Circuit(more, null, 0, null) : open(now);
    }

    /**
     * A request ended without an overload. One that was served shows that there is capacity: what came before it says no more,
     * so that neither a flapping provider nor one tenant's bad luck closes the way for all.
     */
    Circuit ended(long request, boolean served) {
        if (openUntil == null) return served ? CLOSED : this;
        if (!probes(request)) return this;
        return served ? CLOSED : unprobed();
    }

    private Circuit open(Instant now) {
        Duration wait = SHORTEST.multipliedBy(1L << Math.min(openings, 2));
        Instant until = now.plus(wait.compareTo(LONGEST) < 0 ? wait : LONGEST);
        return new Circuit(List.of(), until, openings + 1, null);
    }

    /** True when nothing of it matters any more. */
    boolean stale(Instant now) {
        if (openUntil != null) return prober == null && openUntil.isBefore(now.minus(LONGEST));
        return recent.isEmpty() || recent.getLast().at().isBefore(now.minus(WINDOW));
    }
}
