package dev.keypool.gateway;

import dev.keypool.pool.Lease;
import dev.keypool.providers.Failure;
import dev.keypool.providers.KeyAccess;
import dev.keypool.providers.Provider;
import dev.keypool.routing.Target;
import dev.keypool.values.FailureClass;
import dev.keypool.values.Uuid7;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One try with one key. Confined to its event loop. It ends exactly once: whatever comes first, the answer, a failure, a
 * time bound or the caller's leaving, completes {@link #run}, and what comes later only cleans up behind itself.
 * {@link Settlement} then gives the lease back and writes the row.
 */
final class Attempt {
    private static final long LINGER_MS = 1_000;
    private static final String UNFINISHED = "The request body did not arrive in time. Send it again.";

    private final Case chat;
    private final Search.Hit hit;
    private final UUID id;
    private final Moments moments;
    private final Bound bound;
    private final Promise<Ending> end = Promise.promise();
    private final Tally tally = new Tally();
    private boolean hurried;
    private boolean blameless;
    private final Departure departure;
    private int status;
    private @Nullable Relay relay;

    /** Moves the time bound of the request. */
    @FunctionalInterface
    interface Bound {
        /** @param nanos on the clock of the watch; the request's own deadline may come earlier */
        void due(long nanos);
    }

    Attempt(Case chat, Search.Hit hit, Moments moments, Bound bound) {
        this.chat = chat;
        this.hit = hit;
        this.moments = moments;
        this.bound = bound;
        this.departure = new Departure(chat, this);
        this.id = Uuid7.of(moments.leasedAt().toEpochMilli(), chat.parts().random());
    }

    /** The stages of an attempt, in order. Never fails: a fault is an ending too. */
    Future<Ending> run() {
        departure.leave().compose(this::receive).onComplete(this::over);
        return end.future();
    }

    /** Classified or relayed. */
    private Future<Ending> receive(HttpClientResponse response) {
        long now = chat.parts().nanos().getAsLong();
        status = response.statusCode();
        moments.firstByte(now);
        String type = response.getHeader(HttpHeaders.CONTENT_TYPE);
        return switch (way().intake(status, type == null ? "" : type)) {
            case EVENTS -> {
                bound.due(now + chat.parts().settings().firstToken().toNanos());
                yield through(new StreamRelay(chat, this, response));
            }
            case BYTES -> through(new BytesRelay(chat, this, response));
            case WHOLE -> new WholeAnswer(chat, this, response).read();
        };
    }

    private Future<Ending> through(Relay opened) {
        relay = opened;
        return opened.start();
    }

    private void over(AsyncResult<Ending> result) {
        if (result.succeeded()) end.tryComplete(result.result());
        else if (result.cause() instanceof Ended ended) end.tryComplete(ended.ending);
        else if (end.tryComplete(new Ending.Faulted(result.cause()))) reset();
    }

    /**
     * The time bound has passed.
     *
     * @param callersOwn true when it was the caller's {@code timeout_ms}: then the key is not to blame
     */
    void expired(boolean callersOwn) {
        if (relay != null && relay.waitsForClient()) {
            callerGone();
            return;
        }
        if (status == 0 && !callersOwn && way().outgoing().waitsForCaller()) {
            stop(new Failure(FailureClass.CALLER_ERROR, 408, "request_timeout", UNFINISHED, null));
            return;
        }
        hurried = callersOwn;
        // A connection that fails says so by itself; what is still waiting here waits for a place in our own pool.
        blameless = callersOwn || moments.sentAt() == null;
        stop(failure(FailureClass.TIMEOUT, lateness()));
    }

    private String lateness() {
        if (moments.sentAt() == null) return "The provider could not be reached in time.";
        return status == 0
                ? "The provider did not answer in time."
                : "The provider stopped sending before its answer was complete.";
    }

    /** A failure from outside of the stages. */
    void stop(Failure failure) {
        Ending ending = begun() ? new Ending.Broken(failure, tally) : new Ending.Refused(failure, null);
        if (end.tryComplete(ending)) reset();
    }

    /** Whether the answer has begun to reach the caller. */
    boolean begun() {
        return relay != null && relay.begun();
    }

    /** Whether the answer that has begun is a stream of events. */
    boolean tellsEvents() {
        return relay instanceof StreamRelay;
    }

    /** How such a stream says that it broke, null where the dialect's usual words will do. */
    byte @Nullable [] broken(GatewayError error) {
        return relay instanceof StreamRelay stream ? stream.broken(error) : null;
    }

    /** True when the caller's own time is up, so that no other key may be tried. */
    boolean hurried() {
        return hurried;
    }

    /** True when it failed for the caller's impatience or our own crowding, not by the key or its provider. */
    boolean blameless() {
        return blameless;
    }

    /** The caller went away: the provider is told at once, by a reset. */
    void callerGone() {
        if (end.tryComplete(new Ending.Gone(tally, begun()))) reset();
    }

    private void reset() {
        if (relay != null) relay.cut();
        departure.reset();
    }

    /** The caller has all. A provider that keeps its stream open behind the last event is cut off after a moment. */
    void letGo() {
        Relay open = relay;
        if (open == null || open.upstreamEnded()) return;
        chat.parts().vertx().setTimer(LINGER_MS, timer -> {
            if (!open.upstreamEnded()) reset();
        });
    }

    /** The stream or answer moved: silence is counted from here. */
    void moved() {
        long now = chat.parts().nanos().getAsLong();
        moments.lastByte(now);
        bound.due(now + chat.parts().settings().idle().toNanos());
    }

    /** The caller's body moves: the provider has time for its answer from here. */
    void uploads() {
        bound.due(chat.parts().nanos().getAsLong()
                + chat.parts().settings().firstByte().toNanos());
    }

    Failure failure(FailureClass failureClass, String sentence) {
        return new Failure(failureClass, status, null, sentence, null);
    }

    <T> Future<T> refused(FailureClass failureClass, String sentence) {
        return Future.failedFuture(new Ended(new Ending.Refused(failure(failureClass, sentence), null)));
    }

    /** Leaves the chain of stages with an ending. */
    static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Ending ending;

        Ended(Ending ending) {
            super(null, null, false, false);
            this.ending = ending;
        }
    }

    /** Moves the time bound. */
    void due(long nanos) {
        bound.due(nanos);
    }

    boolean ended() {
        return end.future().isComplete();
    }

    void blamesNobody() {
        blameless = true;
    }

    Target target() {
        return hit.target();
    }

    /** The first choice, null when this is it. */
    @Nullable
    Target missed() {
        return hit.missed();
    }

    Provider provider() {
        return hit.provider();
    }

    Way way() {
        return hit.way();
    }

    Lease lease() {
        return hit.leased().lease();
    }

    UUID id() {
        return id;
    }

    Moments moments() {
        return moments;
    }

    Tally tally() {
        return tally;
    }

    /** The mark in the ledger, -1 when it was never sent. */
    int slot() {
        return departure.slot();
    }

    /** The provider's HTTP status, 0 when none came. */
    int status() {
        return status;
    }

    /** What opens the door at the provider, null when the key did not open; to be kept from every answer. */
    @Nullable
    KeyAccess access() {
        return departure.access();
    }
}
