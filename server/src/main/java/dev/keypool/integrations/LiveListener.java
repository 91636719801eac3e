package dev.keypool.integrations;

import dev.keypool.http.EventStream;
import dev.keypool.http.EventStreams;
import dev.keypool.values.BrandId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One stream of live counts and what it was told already. Confined to whoever holds its {@link LiveFeed}'s turn. */
final class LiveListener implements EventStreams.Listener {
    private final EventStream stream;
    private Map<Long, LiveCount> told = Map.of();

    /** The data of one event. */
    private record Counts(List<LiveCount> integrations, List<Long> deleted) {}

    LiveListener(EventStream stream) {
        this.stream = stream;
    }

    @Override
    public EventStream stream() {
        return stream;
    }

    BrandId brand() {
        return stream.caller().brand();
    }

    /** Everything, first. */
    void begin(Map<Long, LiveCount> counts, Instant now) {
        tell(List.copyOf(counts.values()), List.of(), counts, now);
    }

    /** What changed since it was told last, if anything did; a slow reader gets several changes as one. */
    void tell(Map<Long, LiveCount> counts, Instant now) {
        if (!stream.ready()) return;
        List<LiveCount> changed = counts.values().stream()
                .filter(count -> !count.equals(told.get(count.id())))
                .toList();
        List<Long> deleted =
                told.keySet().stream().filter(id -> !counts.containsKey(id)).toList();
        if (changed.isEmpty() && deleted.isEmpty()) stream.quiet(now);
        else tell(changed, deleted, counts, now);
    }

    private void tell(List<LiveCount> changed, List<Long> deleted, Map<Long, LiveCount> counts, Instant now) {
        told = new HashMap<>(counts);
        stream.tell("counts", new Counts(changed, deleted), now);
    }
}
