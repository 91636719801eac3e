package dev.keypool.gateway;

import dev.keypool.pool.Standing;
import dev.keypool.providers.Failure;
import dev.keypool.routing.Target;
import dev.keypool.values.Caller;
import dev.keypool.values.FailureClass;
import dev.keypool.values.Scope;
import dev.keypool.values.Surface;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request, from its first byte to its last. Confined to its event loop. */
final class Exchange extends Watch.Watched {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private static final GatewayError TOO_SLOW = GatewayError.of(
            408, GatewayError.INVALID, "request_timeout", "The request body did not arrive in time. Send it again.");

    private static final GatewayError LATE =
            GatewayError.of(504, "timeout_error", "upstream_timeout", "The time was up before a provider was asked.");

    private final GatewayParts parts;
    private final Loop loop;
    private final Door door;
    private final Targets targetsOf;
    private final HttpServerRequest request;
    private final long received;
    private final Reply reply;
    private final Trail trail = new Trail();
    private final Delivery delivery;
    private final Reading reading;
    private final Witnessed witnessed;
    private AgentPass pass = AgentPass.FREE;
    private long deadline;
    private long ourTimeSince;
    private long ourNanos;
    private boolean gone;
    private Future<Void> lastRow = Future.succeededFuture();
    private @Nullable Caller caller;
    private @Nullable Case chat;
    private @Nullable Search search;
    private @Nullable Attempt current;

    Exchange(GatewayParts parts, Loop loop, Door door, Targets targetsOf, Surface surface, Reply reply) {
        this.parts = parts;
        this.loop = loop;
        this.door = door;
        this.targetsOf = targetsOf;
        this.request = reply.request();
        this.reply = reply;
        this.received = parts.nanos().getAsLong();
        this.witnessed = new Witnessed(
                parts.witnesses(), parts.clock(), parts.nanos(), reply.requestId(), request.getHeader("traceparent"));
        reply.witnessedBy(witnessed);
        this.delivery = new Delivery(parts, reply, trail);
        this.reading = new Reading(surface, request, parts.settings(), this::waitForBody);
    }

    /** The life of a request, stage by stage; the future completes when the answer has ended. Never fails. */
    Future<Void> serve() {
        loop.watch().add(this);
        request.response().closeHandler(_ -> callerGone());
        return authenticate()
                .compose(_ -> read())
                .compose(this::resolve)
                .compose(_ -> countedHere() ? count() : attempts())
                .transform(this::close);
    }

    /**
     * One attempt after the other until one is answered or nothing is left. {@link Attempt#run}: open the key, connect, mark
     * and count, send, classify or relay. {@link #settle}: settle the lease, append the row, answer after its commit.
     */
    private Future<Void> attempts() {
        Attempt attempt = next();
        if (attempt == null) return nothingLeft();
        current = attempt;
        return attempt.run().compose(ending -> settle(attempt, ending));
    }

    /** Tokens of a request are counted by ourselves where the model's provider does not. */
    private boolean countedHere() {
        return reading.surface() == Surface.COUNT_TOKENS
                && !Objects.requireNonNull(search).servedByFirst();
    }

    private Future<Void> count() {
        byte[] asked = ((JsonAsk) Objects.requireNonNull(chat).ask()).plain();
        return parts.vertx()
                .executeBlocking(() -> TokenCount.ofRequest(asked), false)
                .map(tokens -> {
                    reply.json(200, ("{\"input_tokens\":" + tokens + "}").getBytes(StandardCharsets.US_ASCII));
                    return null;
                });
    }

    private Future<Void> authenticate() {
        try {
            Caller who = door.admit(request, Scope.GATE_CHAT);
            witnessed.admitted(who);
            caller = who;
            return Future.succeededFuture();
        } catch (GatewayError.Raised e) {
            return Future.failedFuture(e);
        }
    }

    private Future<Ask> read() {
        waitForBody();
        return reading.ask().map(ask -> {
            delivery.trace(ask.options().trace());
            witnessed.asked(
                    ask.surface().wire(), ask.model(), ask instanceof JsonAsk json ? json.asItCame() : new byte[0]);
            return ask;
        });
    }

    private void waitForBody() {
        due(parts.nanos().getAsLong() + parts.settings().idle().toNanos());
    }

    private Future<Void> resolve(Ask ask) {
        Caller who = Objects.requireNonNull(caller);
        GatewayError rerouted = parts.agents().reroutes(who, ask);
        if (rerouted != null) throw rerouted.raised();
        pass = parts.agents()
                .admit(who, request.response().headers(), parts.clock().instant());
        Case of = new Case(parts, loop, who, reply.requestId(), ask, request.response(), pass, witnessed);
        chat = of;
        Integer asked = ask.options().timeoutMs();
        deadline = received + (asked == null ? parts.settings().deadline().toNanos() : asked * 1_000_000L);
        ourTimeSince = parts.nanos().getAsLong();
        due(deadline);
        return targetsOf.of(loop, who.brand(), ask, parts.agents().rule(who)).compose(found -> {
            search = new Search(of, found, trail);
            return Future.succeededFuture();
        });
    }

    /** The next attempt; null when nothing is left. */
    private @Nullable Attempt next() {
        if (gone || trail.attempts() >= mostAttempts()) return null;
        long nanos = parts.nanos().getAsLong();
        if (nanos - deadline >= 0) return null;
        Instant now = parts.clock().instant();
        Search.Hit hit = Objects.requireNonNull(search).next(now);
        if (hit == null) return null;
        var moments = new Moments(now, nanos, ourTimeSince);
        return new Attempt(Objects.requireNonNull(chat), hit, moments, this::bound);
    }

    private int mostAttempts() {
        Integer retries = Objects.requireNonNull(chat).ask().options().retryCount();
        int most = parts.settings().attempts();
        return retries == null ? most : Math.min(most, retries + 1);
    }

    /** Books the attempt, then answers, or goes on to the next. What nobody counted is counted first. */
    private Future<Void> settle(Attempt attempt, Ending ending) {
        current = null;
        due(Watch.NEVER);
        Case of = Objects.requireNonNull(chat);
        if (!Estimate.needed(of, attempt, ending)) return book(attempt, ending);
        return Estimate.of(of, attempt, ending).transform(_ -> book(attempt, ending));
    }

    private Future<Void> book(Attempt attempt, Ending ending) {
        Settlement settlement = Settlement.of(Objects.requireNonNull(chat), attempt, ending);
        lastRow = settlement.book();
        long now = parts.nanos().getAsLong();
        ourNanos += Math.max(0, attempt.moments().ours(now));
        ourTimeSince = now;
        if (ending instanceof Ending.Refused refused) {
            note(attempt, settlement, refused.failure(), now);
            if (!gone && Objects.requireNonNull(search).goesOnAfter(attempt, refused.failure())) return attempts();
        } else {
            trail.served(tried(attempt, settlement, null, now));
        }
        return lastRow.transform(row -> {
            if (reading.unread() && !attempt.begun()) reply.hangUp();
            delivery.answer(served(attempt), ending, row.succeeded());
            return Future.succeededFuture();
        });
    }

    private Delivery.Served served(Attempt attempt) {
        Target missed = Objects.requireNonNull(search).missed(attempt.target());
        return new Delivery.Served(Objects.requireNonNull(chat), attempt, missed, received, ourNanos);
    }

    private void note(Attempt attempt, Settlement settlement, Failure failure, long now) {
        String said = FailureOrder.mayBeQuoted(failure.failureClass()) ? failure.message() : null;
        trail.failed(tried(attempt, settlement, said, now), failure);
        // The class alone: a sentence about a key may hold parts of it.
        String kind = failure.failureClass().wire();
        LOG.debug(
                "request {} key {}: {} {}",
                reply.requestId(),
                attempt.lease().key().value(),
                kind,
                failure.status());
        if (failure.failureClass() != FailureClass.RATE_LIMITED) return;
        parts.pool()
                .view(attempt.lease().key(), parts.clock().instant())
                .ifPresent(view -> trail.later(free(view.standing())));
    }

    /** When the key may be used again: its third failure quarantines it for longer than its provider asked for. */
    private static @Nullable Instant free(Standing standing) {
        Instant cooling = standing.coolingUntil();
        Instant quarantined = standing.quarantinedUntil();
        if (cooling == null || quarantined == null) return cooling == null ? quarantined : cooling;
        return cooling.isBefore(quarantined) ? quarantined : cooling;
    }

    private static Tried tried(Attempt attempt, Settlement settlement, @Nullable String message, long now) {
        return new Tried(
                attempt.target().provider(),
                attempt.target().model(),
                attempt.lease().key(),
                settlement.result(),
                attempt.status(),
                attempt.moments().millis(now),
                message);
    }

    private Future<Void> nothingLeft() {
        boolean late = trail.attempts() == 0 && parts.nanos().getAsLong() - deadline >= 0;
        GatewayError error = late ? LATE : trail.error(parts.clock().instant());
        return lastRow.transform(_ -> Future.failedFuture(error.raised()));
    }

    /** Whatever came out is said to the caller, once. */
    private Future<Void> close(AsyncResult<Void> result) {
        loop.watch().remove(this);
        reading.close();
        pass.end(parts.clock().instant());
        if (result.failed() && !gone) delivery.error(result.cause());
        witnessed.ended(0);
        return Future.succeededFuture();
    }

    private void bound(long nanos) {
        due(deadlineHolds() && deadline - nanos < 0 ? deadline : nanos);
    }

    /** A stream that has begun well may last, unless its caller set a time himself. */
    private boolean deadlineHolds() {
        return current == null || !current.begun() || hasOwnTimeout();
    }

    private boolean hasOwnTimeout() {
        return chat != null && chat.ask().options().timeoutMs() != null;
    }

    @Override
    void expired() {
        boolean late = parts.nanos().getAsLong() - deadline >= 0;
        if (current != null) {
            current.expired(late && hasOwnTimeout());
        } else if (chat == null) {
            // The rest of the body may come later or never: the connection is of no more use.
            reply.hangUp();
            reading.stop(TOO_SLOW);
        }
    }

    private void callerGone() {
        gone = true;
        if (current != null) current.callerGone();
    }
}
