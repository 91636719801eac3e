package dev.keypool.gateway;

import dev.keypool.ledger.Ledger;
import dev.keypool.providers.KeyAccess;
import dev.keypool.values.FailureClass;
import dev.keypool.values.Refusal;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The way out of one attempt: the key is opened, a connection stands, the bytes leave. Confined to its event loop. */
final class Departure {
    private static final CharSequence ATTEMPT_HEADER = HttpHeaders.createOptimized("x-keypool-attempt");
    private static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");
    /** The client itself gives up connecting first. */
    private static final long SLACK_NANOS = 1_000_000_000;

    private final Case chat;
    private final Attempt attempt;
    private int slot = -1;
    private @Nullable KeyAccess access;
    private @Nullable Veil veil;
    private Map<String, String> signed = Map.of();
    private @Nullable HttpClientRequest upstream;

    Departure(Case chat, Attempt attempt) {
        this.chat = chat;
        this.attempt = attempt;
    }

    /** The head of the provider's answer; fails with {@link Attempt.Ended} when there is none. */
    Future<HttpClientResponse> leave() {
        return open().compose(this::connect).compose(this::send);
    }

    /** The key, opened for this attempt alone. */
    private Future<KeyAccess> open() {
        try {
            KeyAccess opened = chat.parts()
                    .keys()
                    .open(chat.caller().brand(), attempt.lease().key())
                    .orElse(null);
            if (opened == null)
                return attempt.refused(
                        FailureClass.KEY_INVALID, "Keypool cannot open this key. Save its credential again.");
            access = opened;
            return Future.succeededFuture(opened);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** A connection to the provider; nothing is sent yet. */
    private Future<HttpClientRequest> connect(KeyAccess key) {
        long now = chat.parts().nanos().getAsLong();
        attempt.moments().connecting(now);
        attempt.due(now + chat.parts().settings().connect().toNanos() + SLACK_NANOS);
        Way way = attempt.way();
        return chat.loop().upstream().request(key, way.method(), way.path()).recover(this::notConnected);
    }

    private Future<HttpClientRequest> notConnected(Throwable fault) {
        if (fault instanceof ConnectionPoolTooBusyException) {
            attempt.blamesNobody();
            return attempt.refused(
                    FailureClass.PROVIDER_OVERLOADED, "Too many requests wait for a connection to this provider.");
        }
        if (fault instanceof ConnectTimeoutException)
            return attempt.refused(FailureClass.TIMEOUT, "The provider could not be reached in time.");
        if (fault instanceof Refusal refusal) return attempt.refused(FailureClass.PROVIDER_ERROR, refusal.sentence());
        return attempt.refused(FailureClass.PROVIDER_ERROR, "No connection to the provider could be made.");
    }

    /** Marked in the ledger, counted by the pool, and only then do the bytes leave. */
    private Future<HttpClientResponse> send(HttpClientRequest request) {
        if (attempt.ended()) {
            request.reset();
            return Future.failedFuture("The attempt was given up while it connected");
        }
        upstream = request;
        attempt.moments().connected(chat.parts().nanos().getAsLong());
        Outgoing outgoing = attempt.way().outgoing();
        Instant now = chat.parts().clock().instant();
        outgoing.head(request);
        if (access != null && !opens(access, outgoing, request, now))
            return attempt.refused(
                    FailureClass.CALLER_ERROR,
                    "This provider wants each request signed over its whole body, which a proxied call has not yet. Use"
                            + " one of the gateway's own paths, or a key that is sent as it is.");
        slot = chat.parts()
                .ledger()
                .mark(new Ledger.Mark(
                        attempt.id(),
                        chat.caller().brand(),
                        attempt.lease().key(),
                        attempt.provider().name(),
                        now,
                        attempt.lease().held(),
                        chat.pass().sent()));
        attempt.lease().sent(now);
        long nanos = chat.parts().nanos().getAsLong();
        attempt.moments().sent(now, nanos);
        attempt.due(nanos + chat.parts().settings().firstByte().toNanos());
        outgoing.send(request, attempt);
        return request.response()
                .recover(e -> attempt.refused(
                        FailureClass.PROVIDER_ERROR, "The provider closed the connection before it answered."));
    }

    /** What opens the door beside the key's own headers; false when it cannot be made. */
    private boolean opens(KeyAccess key, Outgoing outgoing, HttpClientRequest request, Instant now) {
        // A provider has no use for it. One that the operator chose himself may count by it.
        if (key.guarded()) request.putHeader(ATTEMPT_HEADER, attempt.id().toString());
        String traceparent = chat.witnessed().outgoing(attempt.id());
        if (traceparent != null) request.putHeader(TRACEPARENT, traceparent);
        if (!key.signs()) return true;
        byte[] body = outgoing.signed();
        if (body == null) {
            request.reset();
            return false;
        }
        Way way = attempt.way();
        signed = key.sign(way.method().name(), way.path(), body, now);
        signed.forEach(request::putHeader);
        return true;
    }

    /** The provider is told at once that nobody waits any more. */
    void reset() {
        attempt.way().outgoing().stop();
        if (upstream != null) upstream.reset();
    }

    /** The mark in the ledger, -1 when it was never sent. */
    int slot() {
        return slot;
    }

    /** What was opened, null when it did not open. */
    @Nullable
    KeyAccess access() {
        return access;
    }

    /** Keeps what opens the door from the answer. Not before {@link #leave}. */
    Veil veil() {
        Veil made = veil;
        if (made == null) veil = made = Veil.of(Objects.requireNonNull(access), signed);
        return made;
    }
}
