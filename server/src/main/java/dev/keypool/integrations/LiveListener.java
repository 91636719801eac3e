package dev.keypool.integrations;

import dev.keypool.http.EventSink;
import dev.keypool.http.Json;
import dev.keypool.values.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One stream of live counts and what it was told already. Confined to whoever holds its {@link LiveFeed}'s turn. */
final class LiveListener {
    static final Duration HEARTBEAT = Duration.ofSeconds(15);

    /** A browser whose stream broke comes back after two seconds and is told everything anew. */
    private static final byte[] RETRY = "retry: 2000\n".getBytes(StandardCharsets.UTF_8);

    private static final byte[] SILENCE = ": still here\n\n".getBytes(StandardCharsets.UTF_8);

    private final Caller caller;
    private final EventSink sink;
    private Map<Long, LiveCount> told = Map.of();
    private Instant spokeAt = Instant.EPOCH;

    /** The data of one event. */
    private record Counts(List<LiveCount> integrations, List<Long> deleted) {}

    LiveListener(Caller caller, EventSink sink) {
        this.caller = caller;
        this.sink = sink;
    }

    Caller caller() {
        return caller;
    }

    boolean open() {
        return sink.open();
    }

    void end() {
        sink.end();
    }

    /** Everything, first. */
    void begin(Map<Long, LiveCount> counts, Instant now) {
        byte[] event = event(List.copyOf(counts.values()), List.of());
        byte[] first = new byte[RETRY.length + event.length];
        System.arraycopy(RETRY, 0, first, 0, RETRY.length);
        System.arraycopy(event, 0, first, RETRY.length, event.length);
        send(first, counts, now);
    }

    /** What changed since it was told last, if anything did; a slow reader gets several changes as one. */
    void tell(Map<Long, LiveCount> counts, Instant now) {
        if (!sink.ready()) return;
        List<LiveCount> changed = counts.values().stream()
                .filter(count -> !count.equals(told.get(count.id())))
                .toList();
        List<Long> deleted =
                told.keySet().stream().filter(id -> !counts.containsKey(id)).toList();
        if (!changed.isEmpty() || !deleted.isEmpty()) send(event(changed, deleted), counts, now);
        else if (!now.isBefore(spokeAt.plus(HEARTBEAT))) send(SILENCE, counts, now);
    }

    private void send(byte[] frame, Map<Long, LiveCount> counts, Instant now) {
        told = new HashMap<>(counts);
        spokeAt = now;
        sink.send(frame);
    }

    private static byte[] event(List<LiveCount> changed, List<Long> deleted) {
        String data = Json.text(new Counts(changed, deleted));
        return ("event: counts\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
