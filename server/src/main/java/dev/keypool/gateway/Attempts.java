package dev.keypool.gateway;

import dev.keypool.pool.Standing;
import dev.keypool.providers.Failure;
import dev.keypool.values.FailureClass;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The attempts of one request, in their order. Confined to its event loop. */
final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    private static final GatewayError LATE =
            GatewayError.of(504, "timeout_error", "upstream_timeout", "The time was up before a provider was asked.");

    private final GatewayParts parts;
    private final Case chat;
    private final Search search;
    private final Trail trail;
    private final Delivery delivery;
    private final Span span;
    private final LongConsumer due;
    private long ourTimeSince;
    private long ourNanos;
    private boolean gone;
    private Future<Void> lastRow = Future.succeededFuture();
    private @Nullable Attempt current;

    /** @param due moves the time bound of the request, in nanoseconds of the watch */
    Attempts(Case chat, Search search, Delivery delivery, Span span, LongConsumer due) {
        this.parts = chat.parts();
        this.chat = chat;
        this.search = search;
        this.trail = delivery.trail();
        this.delivery = delivery;
        this.span = span;
        this.due = due;
        this.ourTimeSince = parts.nanos().getAsLong();
    }

    /**
     * One attempt after the other until one is answered or nothing is left. {@link Attempt#run}: open the key, connect, mark
     * and count, send, classify or relay. {@link #settle}: settle the lease, append the row, answer after its commit.
     */
    Future<Void> run() {
        Attempt attempt = next();
        if (attempt == null) {
            Future<Void> ahead = search.ahead();
            return ahead == null ? nothingLeft() : ahead.compose(_ -> run());
        }
        current = attempt;
        return attempt.run().compose(ending -> settle(attempt, ending));
    }

    /** The next attempt; null when nothing is left, or nothing yet. */
    private @Nullable Attempt next() {
        if (gone || trail.attempts() >= mostAttempts()) return null;
        long nanos = parts.nanos().getAsLong();
        if (nanos - span.deadline() >= 0) return null;
        Instant now = parts.clock().instant();
        Search.Hit hit = search.next(now);
        if (hit == null) return null;
        var moments = new Moments(now, nanos, ourTimeSince);
        return new Attempt(chat, hit, moments, this::bound);
    }

    private int mostAttempts() {
        Integer retries = chat.ask().options().retryCount();
        int most = parts.settings().attempts();
        return retries == null ? most : Math.min(most, retries + 1);
    }

    /** Books the attempt, then answers, or goes on to the next. What nobody counted is counted first. */
    private Future<Void> settle(Attempt attempt, Ending ending) {
        current = null;
        due.accept(Watch.NEVER);
        Case of = chat;
        if (!Estimate.needed(of, attempt, ending)) return book(attempt, ending);
        return Estimate.of(of, attempt, ending).transform(_ -> book(attempt, ending));
    }

    private Future<Void> book(Attempt attempt, Ending ending) {
        Settlement settlement = Settlement.of(chat, attempt, ending);
        lastRow = settlement.book();
        long now = parts.nanos().getAsLong();
        ourNanos += Math.max(0, attempt.moments().ours(now));
        ourTimeSince = now;
        if (ending instanceof Ending.Refused refused) {
            note(attempt, settlement, refused.failure(), now);
            if (!gone && search.goesOnAfter(attempt, refused.failure())) return run();
        } else {
            trail.served(tried(attempt, settlement, null, now));
        }
        return lastRow.transform(row -> {
            delivery.answer(served(attempt), ending, row.succeeded());
            return Future.succeededFuture();
        });
    }

    private Delivery.Served served(Attempt attempt) {
        return new Delivery.Served(chat, attempt, span.received(), ourNanos);
    }

    private void note(Attempt attempt, Settlement settlement, Failure failure, long now) {
        String said = FailureOrder.mayBeQuoted(failure.failureClass()) ? failure.message() : null;
        trail.failed(tried(attempt, settlement, said, now), failure);
        // The class alone: a sentence about a key may hold parts of it.
        String kind = failure.failureClass().wire();
        LOG.debug(
                "request {} key {}: {} {}",
                chat.requestId(),
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
        boolean late = trail.attempts() == 0 && parts.nanos().getAsLong() - span.deadline() >= 0;
        GatewayError error = late ? LATE : trail.error(parts.clock().instant());
        return lastRow.transform(_ -> Future.failedFuture(error.raised()));
    }

    private void bound(long nanos) {
        due.accept(deadlineHolds() && span.deadline() - nanos < 0 ? span.deadline() : nanos);
    }

    /** A stream that has begun well may last, unless its caller set a time himself. */
    private boolean deadlineHolds() {
        return current == null || !current.begun() || span.callersOwn();
    }

    /** The time bound has passed. */
    void expired() {
        boolean late = parts.nanos().getAsLong() - span.deadline() >= 0;
        if (current != null) current.expired(late && span.callersOwn());
    }

    void callerGone() {
        gone = true;
        if (current != null) current.callerGone();
    }
}
