package dev.keypool.gateway;

import dev.keypool.metering.Price;
import dev.keypool.metering.WorstCase;
import dev.keypool.pool.LeaseRequest;
import dev.keypool.pool.LeaseResult;
import dev.keypool.pool.Standing;
import dev.keypool.providers.Failure;
import dev.keypool.providers.Provider;
import dev.keypool.routing.Target;
import dev.keypool.values.Caller;
import dev.keypool.values.FailureClass;
import dev.keypool.values.Money;
import dev.keypool.values.Scope;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One chat request, from its first byte to its last. Confined to its event loop. */
final class Exchange extends Watch.Watched {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    /** A second failure that smells of the whole provider moves on to the next target, while there is one. */
    private static final int FLEET_FAILURES = 2;

    private static final GatewayError TOO_SLOW = GatewayError.of(
            408, GatewayError.INVALID, "request_timeout", "The request body did not arrive in time. Send it again.");

    private static final GatewayError LATE =
            GatewayError.of(504, "timeout_error", "upstream_timeout", "The time was up before a provider was asked.");

    private final GatewayParts parts;
    private final Loop loop;
    private final Door door;
    private final Targets targetsOf;
    private final HttpServerRequest request;
    private final String requestId;
    private final long received;
    private final long number;
    private final Reply reply;
    private final Trail trail = new Trail();
    private final Delivery delivery;
    private long deadline;
    private long ourTimeSince;
    private long ourNanos;
    private int targetIndex;
    private boolean gone;
    private List<Target> targets = List.of();
    private @Nullable Target firstChoice;
    private Future<Void> lastRow = Future.succeededFuture();
    private @Nullable Caller caller;
    private @Nullable BodyReader reader;
    private @Nullable Case chat;
    private @Nullable Attempt current;

    Exchange(
            GatewayParts parts,
            Loop loop,
            Door door,
            Targets targetsOf,
            HttpServerRequest request,
            Reply reply,
            String requestId) {
        this.parts = parts;
        this.loop = loop;
        this.door = door;
        this.targetsOf = targetsOf;
        this.request = request;
        this.reply = reply;
        this.requestId = requestId;
        this.received = parts.nanos().getAsLong();
        this.number = parts.random().nextLong();
        this.delivery = new Delivery(parts, reply, trail);
    }

    /** The life of a chat request, stage by stage; the future completes when the answer has ended. Never fails. */
    Future<Void> serve() {
        loop.watch().add(this);
        request.response().closeHandler(_ -> callerGone());
        return authenticate()
                .compose(_ -> read())
                .compose(this::resolve)
                .compose(_ -> attempts())
                .transform(this::close);
    }

    /**
     * One attempt after the other until one is answered or nothing is left. {@link Attempt#run}: open the key, connect, mark
     * and count, send, classify or relay. {@link #settle}: settle the lease, append the row, answer after its commit.
     */
    private Future<Void> attempts() {
        Attempt attempt = lease();
        if (attempt == null) return nothingLeft();
        current = attempt;
        return attempt.run().compose(ending -> settle(attempt, ending));
    }

    private Future<Void> authenticate() {
        try {
            caller = door.admit(request, Scope.GATE_CHAT);
            return Future.succeededFuture();
        } catch (GatewayError.Raised e) {
            return Future.failedFuture(e);
        }
    }

    private Future<ChatBody> read() {
        waitForBody();
        var reading = new BodyReader(request, parts.settings().bodyLimit(), this::waitForBody);
        reader = reading;
        return reading.read().map(bytes -> {
            reader = null;
            ChatBody body = BodyScan.of(bytes, bounds(), traceAsked());
            delivery.trace(body.options().trace());
            return body;
        });
    }

    private Bounds bounds() {
        return new Bounds(Math.toIntExact(parts.settings().longestDeadline().toMillis()));
    }

    private boolean traceAsked() {
        String query = request.query();
        return query != null && ("&" + query + "&").contains("&include_route_trace=true&");
    }

    private void waitForBody() {
        due(parts.nanos().getAsLong() + parts.settings().idle().toNanos());
    }

    private Future<Void> resolve(ChatBody body) {
        Caller who = Objects.requireNonNull(caller);
        chat = new Case(parts, loop, who, requestId, body, request.response());
        Integer asked = body.options().timeoutMs();
        deadline = received + (asked == null ? parts.settings().deadline().toNanos() : asked * 1_000_000L);
        ourTimeSince = parts.nanos().getAsLong();
        due(deadline);
        return targetsOf.of(loop, who.brand(), body, Targets.Rule.NONE).map(found -> {
            targets = found.targets();
            firstChoice = found.first();
            return null;
        });
    }

    /** The best key for the next target that has one; null when nothing is left. */
    private @Nullable Attempt lease() {
        if (gone || trail.attempts() >= mostAttempts()) return null;
        long nanos = parts.nanos().getAsLong();
        if (nanos - deadline >= 0) return null;
        Case of = Objects.requireNonNull(chat);
        Instant now = parts.clock().instant();
        for (; targetIndex < targets.size(); targetIndex++) {
            Target target = targets.get(targetIndex);
            Provider provider = parts.catalogue().find(target.provider()).orElse(null);
            if (provider == null || provider.chatPath() == null) continue;
            Price price = parts.prices()
                    .find(of.caller().brand(), target.provider(), target.model())
                    .orElse(null);
            WorstCase worst = WorstCase.of(price, of.body().size());
            switch (parts.pool().lease(wanted(of, target, provider, worst), now)) {
                case LeaseResult.Leased(var lease) -> {
                    var moments = new Moments(now, nanos, ourTimeSince);
                    return new Attempt(of, target, provider, lease, moments, this::bound);
                }
                case LeaseResult.Exhausted exhausted -> trail.exhausted(exhausted, target, worst);
                case LeaseResult.Overloaded(var retryAt) -> trail.overloaded(retryAt);
                case LeaseResult.NoKey _ -> trail.keyless(target);
            }
        }
        return null;
    }

    private LeaseRequest wanted(Case of, Target target, Provider provider, WorstCase worst) {
        Money reserve = worst instanceof WorstCase.Known(var most) ? most : null;
        return new LeaseRequest(
                number,
                of.caller().brand(),
                target.provider(),
                target.model(),
                provider.sameForAll(),
                reserve,
                trail.keys());
    }

    private int mostAttempts() {
        Integer retries = Objects.requireNonNull(chat).body().options().retryCount();
        int most = parts.settings().attempts();
        return retries == null ? most : Math.min(most, retries + 1);
    }

    /** Books the attempt, then answers, or goes on to the next. */
    private Future<Void> settle(Attempt attempt, Ending ending) {
        current = null;
        due(Watch.NEVER);
        Settlement settlement = Settlement.of(Objects.requireNonNull(chat), attempt, ending);
        lastRow = settlement.book();
        long now = parts.nanos().getAsLong();
        ourNanos += Math.max(0, attempt.moments().ours(now));
        ourTimeSince = now;
        if (ending instanceof Ending.Refused refused) {
            note(attempt, settlement, refused.failure(), now);
            if (mayGoOn(attempt, refused.failure())) return attempts();
        } else {
            trail.served(tried(attempt, settlement, null, now));
        }
        return lastRow.transform(row -> {
            delivery.answer(served(attempt), ending, row.succeeded());
            return Future.succeededFuture();
        });
    }

    private Delivery.Served served(Attempt attempt) {
        Target first = attempt.target().equals(firstChoice) ? null : firstChoice;
        return new Delivery.Served(Objects.requireNonNull(chat), attempt, first, received, ourNanos);
    }

    private void note(Attempt attempt, Settlement settlement, Failure failure, long now) {
        String said = FailureOrder.mayBeQuoted(failure.failureClass()) ? failure.message() : null;
        trail.failed(tried(attempt, settlement, said, now), failure);
        // The class alone: a sentence about a key may hold parts of it.
        String kind = failure.failureClass().wire();
        LOG.debug("request {} key {}: {} {}", requestId, attempt.lease().key().value(), kind, failure.status());
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

    /** The rules of failure-classes.md, section 1: which failures another key, or another target, may cure. */
    private boolean mayGoOn(Attempt attempt, Failure failure) {
        if (gone || attempt.hurried() || !failure.failureClass().mayTryNextKey()) return false;
        boolean another = targetIndex + 1 < targets.size();
        if (another && trail.fleetFailures(attempt.target()) >= FLEET_FAILURES) targetIndex++;
        return true;
    }

    private Future<Void> nothingLeft() {
        boolean late = trail.attempts() == 0 && parts.nanos().getAsLong() - deadline >= 0;
        GatewayError error = late ? LATE : trail.error(parts.clock().instant());
        return lastRow.transform(_ -> Future.failedFuture(error.raised()));
    }

    /** Whatever came out is said to the caller, once. */
    private Future<Void> close(AsyncResult<Void> result) {
        loop.watch().remove(this);
        if (result.failed() && !gone) delivery.error(result.cause());
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
        return chat != null && chat.body().options().timeoutMs() != null;
    }

    @Override
    void expired() {
        boolean late = parts.nanos().getAsLong() - deadline >= 0;
        if (current != null) {
            current.expired(late && hasOwnTimeout());
        } else if (reader != null) {
            // The rest of the body may come later or never: the connection is of no more use.
            reply.hangUp();
            reader.stop(TOO_SLOW);
        }
    }

    private void callerGone() {
        gone = true;
        if (current != null) current.callerGone();
    }
}
