package dev.keypool.integrations;

import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.http.EventFeed;
import dev.keypool.http.EventStream;
import dev.keypool.http.EventStreams;
import dev.keypool.http.LiveTurn;
import dev.keypool.values.BrandId;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Live counts as they move: a brand is looked at once a turn for all its streams. Thread-safe. */
public final class LiveFeed implements LiveTurn {
    private final LiveKeys keys;
    private final EventStreams<LiveListener> streams = new EventStreams<>();

    LiveFeed(LiveKeys keys) {
        this.keys = keys;
    }

    Answer open(Call call) {
        EventFeed feed = sink -> streams.begin(new LiveListener(new EventStream(call.caller(), sink)), this::begin);
        return Answer.ok(feed);
    }

    private void begin(LiveListener listener) {
        Instant now = keys.now();
        listener.begin(counts(listener.brand(), now), now);
    }

    @Override
    public void turn() {
        streams.turn(this::tell);
    }

    private void tell(List<LiveListener> listeners) {
        Instant now = keys.now();
        Map<BrandId, Map<Long, LiveCount>> counts = new HashMap<>();
        for (LiveListener listener : listeners)
            listener.tell(counts.computeIfAbsent(listener.brand(), each -> counts(each, now)), now);
    }

    @Override
    public void close() {
        streams.close();
    }

    /** In selection order, as the list. */
    private Map<Long, LiveCount> counts(BrandId brand, Instant now) {
        Map<Long, LiveCount> counts = new LinkedHashMap<>();
        for (LiveKey key : keys.all(brand, now)) counts.put(key.key().row().id().value(), LiveCount.of(key, now));
        return counts;
    }
}
