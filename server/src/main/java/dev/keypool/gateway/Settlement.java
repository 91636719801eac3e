package dev.keypool.gateway;

import dev.keypool.ledger.AgentShare;
import dev.keypool.ledger.Entry;
import dev.keypool.pool.Outcome;
import dev.keypool.providers.Failure;
import dev.keypool.providers.KeyAccess;
import dev.keypool.values.FailureClass;
import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The books of one attempt: the lease is settled once and one row is appended, whatever the ending. Confined to its event
 * loop. A caller who leaves in the middle of a good stream is nobody's failure: the provider did its part, so the key
 * gets a success; one who leaves before it began gives no evidence either way.
 */
final class Settlement {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

    private final Case chat;
    private final Attempt attempt;
    private final String result;
    private final Outcome outcome;
    private final Tally tally;
    private final boolean truncated;
    private final @Nullable Money cost;
    private final boolean unbilled;

    private Settlement(
            Case chat,
            Attempt attempt,
            String result,
            Outcome outcome,
            Tally tally,
            boolean truncated,
            boolean unbilled) {
        this.chat = chat;
        this.attempt = attempt;
        this.result = result;
        this.outcome = outcome;
        this.tally = tally;
        this.truncated = truncated;
        this.cost = Costing.of(chat, attempt, tally);
        this.unbilled = unbilled;
    }

    static Settlement of(Case chat, Attempt attempt, Ending ending) {
        return switch (ending) {
            case Ending.Whole whole ->
                new Settlement(chat, attempt, "ok", new Outcome.Success(), attempt.tally(), false, false);
            case Ending.Streamed streamed ->
                new Settlement(chat, attempt, wentWell(attempt), new Outcome.Success(), streamed.tally(), false, false);
            case Ending.Broken broken ->
                new Settlement(
                        chat,
                        attempt,
                        broken.failure().failureClass().wire(),
                        failed(attempt, broken.failure()),
                        broken.tally(),
                        true,
                        false);
            case Ending.Refused refused -> refused(chat, attempt, refused.failure());
            case Ending.Gone gone ->
                new Settlement(
                        chat,
                        attempt,
                        "aborted",
                        gone.begun() ? new Outcome.Success() : new Outcome.Abandoned(),
                        gone.tally(),
                        false,
                        false);
            case Ending.Faulted _ ->
                new Settlement(chat, attempt, "aborted", new Outcome.Abandoned(), attempt.tally(), false, false);
        };
    }

    private static Settlement refused(Case chat, Attempt attempt, Failure failure) {
        if (doubtful(attempt, failure))
            chat.parts().keys().doubt(chat.caller().brand(), attempt.lease().key());
        return new Settlement(
                chat,
                attempt,
                failure.failureClass().wire(),
                failed(attempt, failure),
                attempt.tally(),
                false,
                unbilled(attempt, failure));
    }

    /** A proxied call may be answered by an error that is the caller's own: the key did its part. */
    private static String wentWell(Attempt attempt) {
        return attempt.status() < 400 ? "ok" : FailureClass.CALLER_ERROR.wire();
    }

    private static Outcome failed(Attempt attempt, Failure failure) {
        return attempt.blameless() || doubtful(attempt, failure)
                ? new Outcome.Abandoned()
                : new Outcome.Failed(failure.failureClass(), failure.message(), failure.retryAfter());
    }

    /** A proxied call may ask for what no key of that account may do: whether the key is good, its own test has to tell. */
    private static boolean doubtful(Attempt attempt, Failure failure) {
        return attempt.way() instanceof ProxyWay && failure.failureClass() == FailureClass.KEY_INVALID;
    }

    /**
     * Whether a refusal surely cost nothing: the provider said so by its status before it began to work. One that had read
     * the prompt to refuse it, or that gave up in the middle, may bill.
     */
    private static boolean unbilled(Attempt attempt, Failure failure) {
        if (attempt.status() < 400) return false;
        return switch (failure.failureClass()) {
            case KEY_INVALID,
                    KEY_NO_CREDIT,
                    RATE_LIMITED,
                    PROVIDER_OVERLOADED,
                    PROVIDER_ERROR,
                    CALLER_ERROR,
                    CONTEXT_TOO_LONG,
                    MODEL_NOT_FOUND -> true;
            case TIMEOUT, CONTENT_FILTER -> false;
        };
    }

    /** What the ledger calls the ending. */
    String result() {
        return result;
    }

    /** Settles and appends; the future is of the commit, and its handlers run on the event loop. */
    Future<Void> book() {
        Instant now = chat.parts().clock().instant();
        long nanos = chat.parts().nanos().getAsLong();
        try {
            attempt.lease().settle(outcome, charge(), now);
        } catch (RuntimeException e) {
            // The row is written all the same: it is what the counters are rebuilt from.
            LOG.error("The lease of attempt {} could not be settled", attempt.id(), e);
        }
        chat.parts().metrics().attempt(attempt.target().provider(), result);
        TokenUsage usage = tally.usage();
        if (usage != null) chat.parts().metrics().tokens(attempt.target().provider(), usage);
        AgentShare share = chat.pass().settle(charge(), now);
        Entry entry = entry(nanos);
        KeyAccess access = attempt.access();
        chat.witnessed().attempted(entry, access == null ? null : access.baseUri());
        return append(entry, share);
    }

    /**
     * What the key's spend counts, null when only the reservation can stand for it: under a limit that must hold, an estimate
     * is no knowledge.
     */
    private @Nullable Money charge() {
        if (cost == null) return unbilled ? Money.ZERO : null;
        return tally.estimated() && attempt.lease().held() != null ? null : cost;
    }

    private Future<Void> append(Entry entry, @Nullable AgentShare share) {
        Promise<Void> committed = Promise.promise();
        append(chat, entry, share, attempt.slot(), committed);
        return committed.future();
    }

    /** Appends a row; the promise is kept on the event loop. */
    static void append(Case chat, Entry entry, @Nullable AgentShare share, int slot, Promise<Void> committed) {
        Context context = chat.loop().context();
        chat.parts()
                .ledger()
                .append(
                        entry,
                        share,
                        slot,
                        () -> hop(context, _ -> committed.complete()),
                        fault -> hop(context, _ -> committed.fail(fault)));
    }

    /** From the writer's thread to the event loop. When that is gone, so is everybody who waits for it. */
    private static void hop(Context context, Handler<Void> there) {
        try {
            context.runOnContext(there);
        } catch (RejectedExecutionException closed) {
            LOG.debug("A row was committed after its event loop had closed");
        }
    }

    private Entry entry(long nanos) {
        return new Entry(
                        attempt.id(),
                        chat.requestId(),
                        chat.caller(),
                        attempt.lease().key(),
                        attempt.target().provider(),
                        chat.ask().model(),
                        tally.model(),
                        attempt.moments().leasedAt(),
                        attempt.moments().sentAt(),
                        result,
                        attempt.status(),
                        tally.usage(),
                        tally.estimated() ? charge() : cost,
                        tally.estimated(),
                        attempt.moments().timings(nanos),
                        chat.ask().stream(),
                        truncated,
                        charge() == null && attempt.moments().sentAt() != null
                                ? attempt.lease().held()
                                : null)
                .on(chat.witnessed().course(attempt.target().model(), false, attempt.moments()));
    }
}
