package dev.keypool.pool;

import dev.keypool.pool.Outcome.Failed;
import dev.keypool.pool.Outcome.Success;
import dev.keypool.values.FailureClass;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must be known of one provider's model, written plainly: times in milliseconds, all overloads kept. Confined to its test. */
final class ModelCircuit {
    private static final long NONE = Long.MIN_VALUE;

    private record Overload(long at, long request) {}

    private final List<Overload> overloads = new ArrayList<>();
    private long openUntil = NONE;
    private int openings;
    private long prober = NONE;

    /** When to ask again, null when a request may pass. */
    @Nullable
    Long closedUntil(long now) {
        boolean open = openUntil != NONE && (now < openUntil || prober != NONE);
        return open ? (Long) openUntil : null;
    }

    void entered(long request) {
        if (openUntil != NONE) prober = request;
    }

    /** @return true when it opened */
    boolean left(long request, @Nullable Outcome outcome, long now) {
        boolean overloaded =
                outcome instanceof Failed failed && failed.failureClass() == FailureClass.PROVIDER_OVERLOADED;
        if (prober == request) return probed(outcome instanceof Success, overloaded, now);
        if (outcome instanceof Success && openUntil == NONE) overloads.clear();
        if (!overloaded || openUntil != NONE) return false;
        overloads.removeIf(one -> one.at() < now - 30_000);
        if (overloads.stream().noneMatch(one -> one.request() == request)) overloads.add(new Overload(now, request));
        if (overloads.size() < 5) return false;
        open(now);
        return true;
    }

    private boolean probed(boolean served, boolean overloaded, long now) {
        prober = NONE;
        if (overloaded) open(now);
        if (!served) return overloaded;
        openUntil = NONE;
        openings = 0;
        return false;
    }

    private void open(long now) {
        openUntil = now + Math.min(30, 10L << openings) * 1_000;
        openings++;
        overloads.clear();
    }
}
