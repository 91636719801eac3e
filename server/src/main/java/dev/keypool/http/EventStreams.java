package dev.keypool.http;

import dev.keypool.values.Caller;
import dev.keypool.values.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * All streams of one kind. Each is told what is new at every turn, which somebody gives once a second; no stream has a thread of its own.
 * Thread-safe; never to be called on an event loop.
 *
 * @param <L> who listens, and what was told already
 */
public final class EventStreams<L extends EventStreams.Listener> {
    /** For one token. */
    public static final int MOST = 10;

    /** Guards everything below, and the listeners themselves. */
    private final ReentrantLock turn = new ReentrantLock();

    private final List<L> listeners = new ArrayList<>();
    private boolean closed;

    /** One who listens. */
    @FunctionalInterface
    public interface Listener {
        EventStream stream();
    }

    /**
     * Takes another listener.
     *
     * @param first tells what it is told at once, within the turn
     * @throws Refusal TOO_MANY_REQUESTS, or UNAVAILABLE when no stream begins any more
     */
    public void begin(L listener, Consumer<L> first) {
        turn.lock();
        try {
            if (closed) throw leaving();
            listeners.removeIf(other -> !other.stream().open());
            Caller caller = listener.stream().caller();
            if (listeners.stream().filter(other -> same(other, caller)).count() >= MOST) throw tooMany(caller);
            first.accept(listener);
            listeners.add(listener);
        } finally {
            turn.unlock();
        }
    }

    /** Ends those whose caller may no longer listen, forgets those that nobody reads, and has the others told. Does not block on readers. */
    public void turn(Consumer<List<L>> telling) {
        turn.lock();
        try {
            listeners.removeIf(EventStreams::over);
            if (!listeners.isEmpty()) telling.accept(List.copyOf(listeners));
        } finally {
            turn.unlock();
        }
    }

    /** Ends all streams; none begins any more. */
    public void close() {
        turn.lock();
        try {
            closed = true;
            listeners.forEach(listener -> listener.stream().end());
            listeners.clear();
        } finally {
            turn.unlock();
        }
    }

    private static boolean over(Listener listener) {
        if (listener.stream().open()) return false;
        listener.stream().end();
        return true;
    }

    private static boolean same(Listener one, Caller caller) {
        Caller other = one.stream().caller();
        return other.kind() == caller.kind() && other.id().equals(caller.id());
    }

    private static Refusal tooMany(Caller caller) {
        return new Refusal(
                Refusal.Kind.TOO_MANY_REQUESTS,
                "too_many_streams",
                caller.id() + " has " + MOST
                        + " streams open already, the most for one token. Close one and try again.");
    }

    private static Refusal leaving() {
        return new Refusal(
                Refusal.Kind.UNAVAILABLE, "unavailable", "The server is stopping. Connect again in a few seconds.");
    }
}
