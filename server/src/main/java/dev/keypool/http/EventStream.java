package dev.keypool.http;

import dev.keypool.values.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** The words of one stream of server-sent events, each with one JSON object. Confined to whoever holds its {@link EventStreams}' turn. */
public final class EventStream {
    static final Duration HEARTBEAT = Duration.ofSeconds(15);

    /** A browser whose stream broke comes back after two seconds and is told everything anew. */
    private static final String RETRY = "retry: 2000\n";

    private static final String SILENCE = ": still here\n\n";

    private final Caller caller;
    private final EventSink sink;
    private boolean begun;
    private Instant spokeAt = Instant.EPOCH;

    public EventStream(Caller caller, EventSink sink) {
        this.caller = caller;
        this.sink = sink;
    }

    public Caller caller() {
        return caller;
    }

    /** False while the last event still waits for a slow reader: what comes meanwhile is to be told later, as one. */
    public boolean ready() {
        return sink.ready();
    }

    /** @param data a value that {@link Json} writes */
    public void tell(String event, Object data, Instant now) {
        send((begun ? "" : RETRY) + "event: " + event + "\ndata: " + Json.text(data) + "\n\n", now);
        begun = true;
    }

    /** There is nothing to tell; which is said too when it has been so for 15 s, so that nobody takes the stream for dead. */
    public void quiet(Instant now) {
        if (!now.isBefore(spokeAt.plus(HEARTBEAT))) send(SILENCE, now);
    }

    boolean open() {
        return sink.open();
    }

    void end() {
        sink.end();
    }

    private void send(String frame, Instant now) {
        spokeAt = now;
        sink.send(frame.getBytes(StandardCharsets.UTF_8));
    }
}
