package dev.keypool.integrations;

import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.http.EventFeed;
import dev.keypool.http.EventSink;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Live counts as they move: every stream is told what changed at each {@link #turn}, which somebody calls once a second. No stream has a
 * thread of its own, and a brand is looked at once for all its streams. Thread-safe.
 */
public final class LiveFeed {
    static final int MOST = 10;

    private final LiveKeys keys;
    /** Guards everything below, and the listeners themselves. Never held on an event loop. */
    private final ReentrantLock turn = new ReentrantLock();

    private final List<LiveListener> listeners = new ArrayList<>();
    private boolean closed;

    LiveFeed(LiveKeys keys) {
        this.keys = keys;
    }

    Answer open(Call call) {
        EventFeed feed = sink -> begin(call.caller(), sink);
        return Answer.ok(feed);
    }

    private void begin(Caller caller, EventSink sink) {
        turn.lock();
        try {
            if (closed) throw leaving();
            listeners.removeIf(listener -> !listener.open());
            if (listeners.stream().filter(other -> same(other.caller(), caller)).count() >= MOST) throw tooMany(caller);
            var listener = new LiveListener(caller, sink);
            Instant now = keys.now();
            listener.begin(counts(caller.brand(), now), now);
            listeners.add(listener);
        } finally {
            turn.unlock();
        }
    }

    /** Tells every stream what is new, ends those whose caller may no longer listen and forgets those that nobody reads. Does not block on readers. */
    public void turn() {
        turn.lock();
        try {
            listeners.removeIf(LiveFeed::over);
            Instant now = keys.now();
            Map<BrandId, Map<Long, LiveCount>> counts = new HashMap<>();
            for (LiveListener listener : listeners) {
                BrandId brand = listener.caller().brand();
                listener.tell(counts.computeIfAbsent(brand, each -> counts(each, now)), now);
            }
        } finally {
            turn.unlock();
        }
    }

    /** Ends all streams; none begins any more. */
    public void close() {
        turn.lock();
        try {
            closed = true;
            listeners.forEach(LiveListener::end);
            listeners.clear();
        } finally {
            turn.unlock();
        }
    }

    /** In selection order, as the list. */
    private Map<Long, LiveCount> counts(BrandId brand, Instant now) {
        Map<Long, LiveCount> counts = new LinkedHashMap<>();
        for (LiveKey key : keys.all(brand, now)) counts.put(key.key().row().id().value(), LiveCount.of(key, now));
        return counts;
    }

    private static boolean over(LiveListener listener) {
        if (listener.open()) return false;
        listener.end();
        return true;
    }

    private static boolean same(Caller one, Caller other) {
        return one.kind() == other.kind() && one.id().equals(other.id());
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
