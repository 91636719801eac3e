package dev.keypool.gateway;

import io.vertx.core.Vertx;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The time bounds of all requests of one event loop, looked at twenty times a second. A request moves its bound by writing
 * a number, which costs nothing; a timer for each bound of each request would cost microseconds. So a bound is kept to
 * about 50 ms. Confined to its event loop; ticks only while somebody is watched.
 */
final class Watch {
    /** Not bounded now. */
    static final long NEVER = Long.MAX_VALUE;

    private static final long TICK_MS = 50;

    private final Vertx vertx;
    private final LongSupplier nanos;
    private @Nullable Watched first;
    private boolean ticking;

    Watch(Vertx vertx, LongSupplier nanos) {
        this.vertx = vertx;
        this.nanos = nanos;
    }

    /** Somebody with a bound. Confined to its event loop. */
    abstract static class Watched {
        private @Nullable Watched previous;
        private @Nullable Watched next;
        private boolean listed;
        private long due = NEVER;

        /** Sets the moment of the next {@link #expired}, in the nanoseconds of the watch. */
        final void due(long at) {
            due = at;
        }

        /** The bound has passed. Called once; the bound is {@link #NEVER} from here until it is set again. */
        abstract void expired();
    }

    void add(Watched watched) {
        watched.listed = true;
        watched.next = first;
        if (first != null) first.previous = watched;
        first = watched;
        if (!ticking) {
            ticking = true;
            vertx.setPeriodic(TICK_MS, this::tick);
        }
    }

    void remove(Watched watched) {
        if (!watched.listed) return;
        watched.listed = false;
        if (watched.previous != null) watched.previous.next = watched.next;
        else first = watched.next;
        if (watched.next != null) watched.next.previous = watched.previous;
        watched.previous = null;
        watched.next = null;
    }

    private void tick(long timer) {
        if (first == null) {
            vertx.cancelTimer(timer);
            ticking = false;
            return;
        }
        long now = nanos.getAsLong();
        for (Watched at = first; at != null; ) {
            Watched following = at.next;
            if (at.due != NEVER && now - at.due >= 0) {
                at.due = NEVER;
                at.expired();
            }
            at = following;
        }
    }
}
