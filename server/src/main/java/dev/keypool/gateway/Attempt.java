package dev.keypool.gateway;

import dev.keypool.ledger.Ledger;
import dev.keypool.pool.Lease;
import dev.keypool.providers.Failure;
import dev.keypool.providers.KeyAccess;
import dev.keypool.providers.Provider;
import dev.keypool.routing.Target;
import dev.keypool.values.FailureClass;
import dev.keypool.values.Refusal;
import dev.keypool.values.Surface;
import dev.keypool.values.Uuid7;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One try with one key. Confined to its event loop. It ends exactly once: whatever comes first, the answer, a failure, a
 * time bound or the caller's leaving, completes {@link #run}, and what comes later only cleans up behind itself.
 * {@link Settlement} then gives the lease back and writes the row.
 */
final class Attempt {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence EVENTS = HttpHeaders.createOptimized("text/event-stream");
    private static final CharSequence ATTEMPT_HEADER = HttpHeaders.createOptimized("x-keypool-attempt");

    private static final long LINGER_MS = 1_000;
    /** The client itself gives up connecting first. */
    private static final long SLACK_NANOS = 1_000_000_000;

    private final Case chat;
    private final Target target;
    private final Provider provider;
    private final Lease lease;
    private final UUID id;
    private final Moments moments;
    private final Bound bound;
    private final Promise<Ending> end = Promise.promise();
    private final Tally tally = new Tally();
    private boolean hurried;
    private boolean blameless;
    private int slot = -1;
    private int status;
    private @Nullable KeyAccess access;
    private @Nullable HttpClientRequest upstream;
    private @Nullable StreamRelay relay;

    /** Moves the time bound of the request. */
    @FunctionalInterface
    interface Bound {
        /** @param nanos on the clock of the watch; the request's own deadline may come earlier */
        void due(long nanos);
    }

    Attempt(Case chat, Target target, Provider provider, Lease lease, Moments moments, Bound bound) {
        this.chat = chat;
        this.target = target;
        this.provider = provider;
        this.lease = lease;
        this.moments = moments;
        this.bound = bound;
        this.id = Uuid7.of(moments.leasedAt().toEpochMilli(), chat.parts().random());
    }

    /** The stages of an attempt, in order. Never fails: a fault is an ending too. */
    Future<Ending> run() {
        open().compose(this::connect).compose(this::send).compose(this::receive).onComplete(this::over);
        return end.future();
    }

    /** The key, opened for this attempt alone. */
    private Future<KeyAccess> open() {
        try {
            KeyAccess opened =
                    chat.parts().keys().open(chat.caller().brand(), lease.key()).orElse(null);
            if (opened == null)
                return refused(FailureClass.KEY_INVALID, "Keypool cannot open this key. Save its credential again.");
            access = opened;
            return Future.succeededFuture(opened);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** A connection to the provider; nothing is sent yet. */
    private Future<HttpClientRequest> connect(KeyAccess key) {
        long now = chat.parts().nanos().getAsLong();
        moments.connecting(now);
        bound.due(now + chat.parts().settings().connect().toNanos() + SLACK_NANOS);
        return chat.loop()
                .upstream()
                .request(key, HttpMethod.POST, Objects.requireNonNull(provider.path(Surface.CHAT)))
                .recover(this::notConnected);
    }

    private Future<HttpClientRequest> notConnected(Throwable fault) {
        if (fault instanceof ConnectionPoolTooBusyException) {
            blameless = true;
            return refused(
                    FailureClass.PROVIDER_OVERLOADED, "Too many requests wait for a connection to this provider.");
        }
        if (fault instanceof ConnectTimeoutException)
            return refused(FailureClass.TIMEOUT, "The provider could not be reached in time.");
        if (fault instanceof Refusal refusal) return refused(FailureClass.PROVIDER_ERROR, refusal.sentence());
        return refused(FailureClass.PROVIDER_ERROR, "No connection to the provider could be made.");
    }

    /** Marked in the ledger, counted by the pool, and only then do the bytes leave. */
    private Future<HttpClientResponse> send(HttpClientRequest request) {
        if (end.future().isComplete()) {
            request.reset();
            return Future.failedFuture("The attempt was given up while it connected");
        }
        upstream = request;
        moments.connected(chat.parts().nanos().getAsLong());
        byte[] body = chat.body().upstream(target.model(), provider.includeUsage());
        head(request);
        Instant now = chat.parts().clock().instant();
        slot = chat.parts()
                .ledger()
                .mark(new Ledger.Mark(id, chat.caller().brand(), lease.key(), provider.name(), now, lease.held()));
        lease.sent(now);
        long nanos = chat.parts().nanos().getAsLong();
        moments.sent(now, nanos);
        bound.due(nanos + chat.parts().settings().firstByte().toNanos());
        request.end(Buffer.buffer(body));
        return request.response().recover(e -> brokenOff());
    }

    private void head(HttpClientRequest request) {
        request.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        request.putHeader(HttpHeaders.ACCEPT, chat.body().stream() ? EVENTS : JSON);
        // A provider has no use for it. One that the operator chose himself may count by it.
        if (access != null && access.guarded()) request.putHeader(ATTEMPT_HEADER, id.toString());
    }

    private Future<HttpClientResponse> brokenOff() {
        return refused(FailureClass.PROVIDER_ERROR, "The provider closed the connection before it answered.");
    }

    /** Classified or relayed. */
    private Future<Ending> receive(HttpClientResponse response) {
        long now = chat.parts().nanos().getAsLong();
        status = response.statusCode();
        moments.firstByte(now);
        boolean good = status >= 200 && status < 300;
        String type = response.getHeader(HttpHeaders.CONTENT_TYPE);
        if (good && chat.body().stream() && type != null && type.startsWith("text/event-stream")) {
            bound.due(now + chat.parts().settings().firstToken().toNanos());
            relay = new StreamRelay(chat, this, provider, response);
            return relay.start();
        }
        return new WholeAnswer(chat, this, provider, response).read();
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
        if (upstream != null) upstream.reset();
    }

    /** The caller has all. A provider that keeps its stream open behind the last event is cut off after a moment. */
    void letGo() {
        StreamRelay open = relay;
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

    Failure failure(FailureClass failureClass, String sentence) {
        return new Failure(failureClass, status, null, sentence, null);
    }

    private <T> Future<T> refused(FailureClass failureClass, String sentence) {
        return Future.failedFuture(new Ended(new Ending.Refused(failure(failureClass, sentence), null)));
    }

    /** Leaves the chain of stages with an ending. */
    private static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Ending ending;

        Ended(Ending ending) {
            super(null, null, false, false);
            this.ending = ending;
        }
    }

    Target target() {
        return target;
    }

    Lease lease() {
        return lease;
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
        return slot;
    }

    /** The provider's HTTP status, 0 when none came. */
    int status() {
        return status;
    }

    /** What opens the door at the provider, null when the key did not open; to be kept from every answer. */
    @Nullable
    KeyAccess access() {
        return access;
    }
}
