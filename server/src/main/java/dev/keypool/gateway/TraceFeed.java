package dev.keypool.gateway;

import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.http.EventFeed;
import dev.keypool.http.EventStream;
import dev.keypool.http.EventStreams;
import dev.keypool.http.LiveTurn;
import dev.keypool.ledger.Trace;
import dev.keypool.ledger.TraceQuestion;
import dev.keypool.ledger.Traces;
import dev.keypool.values.Refusal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * {@code GET /api/v1/traces/live}: requests as their rows are committed. A turn asks the ledger once how far it has come, and once more for each
 * stream that has something to read. Thread-safe.
 */
final class TraceFeed implements LiveTurn {
    /** Traces of one event; who must be told of more is told to ask anew. */
    static final int MOST = 50;

    private final Traces traces;
    private final Names names;
    private final InstantSource clock;
    private final EventStreams<TraceListener> streams = new EventStreams<>();

    TraceFeed(Traces traces, Names names, InstantSource clock) {
        this.traces = traces;
        this.names = names;
        this.clock = clock;
    }

    /** The data of one event; not {@code complete} when there were more than are in it. */
    record Event(List<TraceView.Item> traces, boolean complete) {}

    Answer open(Call call) {
        TraceQuestion.Filter filter = filter(call);
        EventFeed feed = sink -> streams.begin(
                new TraceListener(new EventStream(call.caller(), sink), filter, traces.newest()),
                listener -> listener.stream().tell("traces", new Event(List.of(), true), clock.instant()));
        return Answer.ok(feed);
    }

    /** What the document cannot say is refused here, in its own words. */
    private static TraceQuestion.Filter filter(Call call) {
        try {
            return TraceFilter.filter(StrictQuery.of(call.query()));
        } catch (GatewayError.Raised wrong) {
            String field = String.valueOf(wrong.error().param());
            throw Refusal.invalid(List.of(
                    new Refusal.Fault(List.of("query", field), wrong.error().message(), "not_allowed")));
        }
    }

    @Override
    public void turn() {
        streams.turn(listeners -> {
            long newest = traces.newest();
            Instant now = clock.instant();
            for (TraceListener listener : listeners) if (listener.stream().ready()) tell(listener, newest, now);
        });
    }

    private void tell(TraceListener listener, long newest, Instant now) {
        long after = listener.reach(newest);
        List<Trace> found = after == newest
                ? List.of()
                : traces.written(listener.question(now), new Traces.Stretch(after, newest), MOST + 1);
        boolean complete = found.size() <= MOST && !listener.fellBehind();
        if (found.isEmpty() && complete) listener.stream().quiet(now);
        else listener.stream().tell("traces", event(listener, found, complete), now);
        listener.told(newest);
    }

    private Event event(TraceListener listener, List<Trace> found, boolean complete) {
        var labels = TraceView.Labels.of(listener.stream().caller().brand(), names);
        return new Event(
                found.stream()
                        .limit(MOST)
                        .map(trace -> TraceView.item(trace, labels))
                        .toList(),
                complete);
    }

    @Override
    public void close() {
        streams.close();
    }
}
