package dev.keypool.gateway;

import dev.keypool.http.EventStream;
import dev.keypool.http.EventStreams;
import dev.keypool.ledger.TraceQuestion;
import java.time.Duration;
import java.time.Instant;

/** One stream of requests and how far it was told. Confined to whoever holds its {@link TraceFeed}'s turn. */
final class TraceListener implements EventStreams.Listener {
    /** Rows that a turn looks through for one stream at most: what a slow reader missed beyond them it must ask for. */
    static final long MOST_ROWS = 10_000;

    /** A request that took longer is told by the list alone. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private final EventStream stream;
    private final TraceQuestion.Filter filter;
    private long told;
    private boolean behind;

    /** @param newest as far as the ledger had come when it began to listen */
    TraceListener(EventStream stream, TraceQuestion.Filter filter, long newest) {
        this.stream = stream;
        this.filter = filter;
        this.told = newest;
    }

    @Override
    public EventStream stream() {
        return stream;
    }

    /** After which row it is told next: after the last that it was told of, unless too many came since, or rows were deleted. */
    long reach(long newest) {
        behind = newest - told > MOST_ROWS;
        if (behind) return newest - MOST_ROWS;
        return Math.min(told, newest);
    }

    /** Whether rows were passed over. */
    boolean fellBehind() {
        return behind;
    }

    void told(long newest) {
        told = newest;
    }

    TraceQuestion question(Instant now) {
        var caller = stream.caller();
        return new TraceQuestion(
                caller.brand(), TraceFilter.only(caller), now.minus(LONGEST), now.plus(LONGEST), filter);
    }
}
