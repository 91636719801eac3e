package dev.keypool.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.gateway.AnswerCache.Kept;
import dev.keypool.providers.Failure;
import dev.keypool.routing.Target;
import dev.keypool.values.Money;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the caller gets at the end of a chat request. Confined to its event loop. */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final CharSequence CACHE = HttpHeaders.createOptimized("x-keypool-cache");
    private static final CharSequence HIT = HttpHeaders.createOptimized("hit");
    private static final CharSequence FALLBACK_FROM = HttpHeaders.createOptimized("x-spidergate-fallback-from");
    /** Names what the provider's dialect could not say. */
    private static final CharSequence IGNORED = HttpHeaders.createOptimized("x-keypool-ignored");
    /** Nobody gets an answer that is not in the books: it would be lost with the next crash. */
    private static final GatewayError UNBOOKED = GatewayError.of(
            503,
            "service_unavailable_error",
            "ledger_unavailable",
            "The answer could not be recorded, so it is withheld. Try again; if it stays, tell the operator.");

    private final GatewayParts parts;
    private final Reply reply;
    private final Trail trail;
    private boolean traced;

    /**
     * @param received when the request began, nanoseconds
     * @param ourNanos what Keypool itself took in all its attempts
     */
    record Served(Case chat, Attempt attempt, long received, long ourNanos) {}

    Delivery(GatewayParts parts, Reply reply, Trail trail) {
        this.parts = parts;
        this.reply = reply;
        this.trail = trail;
    }

    Trail trail() {
        return trail;
    }

    /** Whether every attempt is to be shown. */
    void trace(boolean asked) {
        traced = asked;
    }

    /**
     * Ends the answer.
     *
     * @param booked whether its row is committed; false when it could not be written
     */
    void answer(Served served, Ending ending, boolean booked) {
        served.attempt().letGo();
        parts.metrics().overhead(served.ourNanos());
        switch (ending) {
            case Ending.Whole whole
            when booked -> {
                tell(reply.response(), served.attempt());
                Recall.keep(served.chat(), served.attempt(), whole.bytes(), whole.answer());
                reply.json(200, whole.answer().withMetadata(whole.bytes(), metadata(served)));
            }
            case Ending.Whole _ -> error(UNBOOKED);
            case Ending.Streamed streamed
            when booked -> {
                byte[] all = streamed.all();
                if (all != null) Recall.keep(served.chat(), served.attempt(), all, null);
                reply.end(tail(served, streamed.tail()));
            }
            case Ending.Streamed _ -> broken(served.attempt(), UNBOOKED);
            case Ending.Broken broken -> broken(served.attempt(), FailureOrder.error(broken.failure()));
            case Ending.Refused refused -> refuse(served, refused);
            case Ending.Gone _ -> reply.abandon();
            case Ending.Faulted faulted -> fault(served, faulted.fault());
        }
    }

    /**
     * Answers by what the same request got before; its row comes first, as everywhere.
     *
     * @param missed the request's first choice, null when that is what had served
     */
    Future<Void> again(Case chat, Kept kept, @Nullable Target missed, long received) {
        return Recall.book(chat, kept, received).transform(row -> {
            reply.response().putHeader(CACHE, HIT);
            fallback(reply.response(), missed);
            if (row.failed()) error(UNBOOKED);
            else if (kept.answer() == null) reply.events(kept.body());
            else reply.json(200, kept.answer().withMetadata(kept.body(), metadata(chat, kept, missed, received)));
            return Future.succeededFuture();
        });
    }

    private byte[] metadata(Case chat, Kept kept, @Nullable Target missed, long received) {
        long micros = (parts.nanos().getAsLong() - received) / 1_000;
        String asked = chat.ask().model();
        return new Metadata(
                        kept.target(),
                        kept.key(),
                        asked,
                        micros / 1_000,
                        micros,
                        Money.ZERO,
                        missed != null,
                        true,
                        null)
                .json();
    }

    /** An answer that had begun ends badly: a stream of events can say so, of bytes only the connection can. */
    private void broken(Attempt attempt, GatewayError error) {
        if (attempt.tellsEvents()) reply.endBroken(error, attempt.broken(error));
        else reply.abandon();
    }

    /** Says in the head of an answer what else than the answer itself the caller should know. */
    static void tell(HttpServerResponse response, Attempt attempt) {
        List<String> dropped = attempt.way().dropped();
        if (!dropped.isEmpty()) response.putHeader(IGNORED, String.join(", ", dropped));
        fallback(response, attempt.missed());
    }

    private static void fallback(HttpServerResponse response, @Nullable Target first) {
        if (first != null) response.putHeader(FALLBACK_FROM, first.provider() + "/" + first.model());
    }

    private byte[] metadata(Served served) {
        Attempt attempt = served.attempt();
        return new Metadata(
                        attempt.target(),
                        attempt.lease().key(),
                        served.chat().ask().model(),
                        (parts.nanos().getAsLong() - served.received()) / 1_000_000,
                        served.ourNanos() / 1_000,
                        Costing.of(served.chat(), attempt, attempt.tally()),
                        served.attempt().missed() != null,
                        false,
                        traced ? trail.tried() : null)
                .json();
    }

    /** The last event of a stream; before it, when asked for, the metadata as a comment. */
    private byte[] tail(Served served, byte[] lastEvent) {
        if (!traced || !served.attempt().tellsEvents()) return lastEvent;
        return new Bytes(512)
                .add(": spidergate_metadata ")
                .add(metadata(served))
                .add("\n\n")
                .add(lastEvent)
                .take();
    }

    /** A failure that no other key can cure: the caller's own, or the last one that was allowed. */
    private void refuse(Served served, Ending.Refused refused) {
        Failure failure = refused.failure();
        Optional<ObjectNode> theirs = failure.failureClass().mayTryNextKey()
                ? Optional.empty()
                : CallersFault.asItIs(failure, refused.body(), served.attempt(), reply.tone());
        if (theirs.isPresent() && !traced) {
            byte[] body = refused.body();
            reply.json(failure.status(), body == null ? new byte[0] : body);
            return;
        }
        GatewayError ours = FailureOrder.error(failure);
        if (!failure.failureClass().mayTryNextKey()) ours = ours.withStatus(CallersFault.status(failure));
        if (theirs.isPresent()) reply.error(ours, withAttempts(theirs.get()));
        else error(ours);
    }

    private void fault(Served served, Throwable fault) {
        LOG.error("Fault in request {}", served.chat().requestId(), fault);
        if (served.attempt().begun()) broken(served.attempt(), GatewayError.internal());
        else error(GatewayError.internal());
    }

    /** Whatever went wrong before or instead of an answer. */
    void error(Throwable cause) {
        if (cause instanceof GatewayError.Raised raised) {
            error(raised.error());
        } else {
            LOG.error("Fault in a request", cause);
            if (reply.response().headWritten()) reply.abandon();
            else error(GatewayError.internal());
        }
    }

    private void error(GatewayError error) {
        ObjectNode body = reply.body(error);
        reply.error(error, traced ? withAttempts(body) : body);
    }

    private ObjectNode withAttempts(ObjectNode body) {
        if (body.get("error") instanceof ObjectNode error) error.set("attempts", Tried.json(trail.tried()));
        return body;
    }
}
