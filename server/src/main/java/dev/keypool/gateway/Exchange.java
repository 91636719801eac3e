package dev.keypool.gateway;

import dev.keypool.values.Caller;
import dev.keypool.values.Scope;
import dev.keypool.values.Surface;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One request, from its first byte to its last. Confined to its event loop. */
final class Exchange extends Watch.Watched {
    private static final GatewayError TOO_SLOW = GatewayError.of(
            408, GatewayError.INVALID, "request_timeout", "The request body did not arrive in time. Send it again.");

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
    private boolean gone;
    private @Nullable Caller caller;
    private @Nullable Case chat;
    private @Nullable Search search;
    private @Nullable Attempts attempts;

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
        reply.hangUpWhile(reading::unread);
    }

    /** The life of a request, stage by stage; the future completes when the answer has ended. Never fails. */
    Future<Void> serve() {
        loop.watch().add(this);
        request.response().closeHandler(_ -> callerGone());
        return authenticate()
                .compose(_ -> read())
                .compose(this::resolve)
                .compose(_ -> countedHere() ? count() : fromCache())
                .transform(this::close);
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

    /** The very same request was answered before and its caller takes that answer again, or a key serves him. */
    private Future<Void> fromCache() {
        Case of = Objects.requireNonNull(chat);
        if (!Recall.wanted(of.ask())) return attempt();
        Search targets = Objects.requireNonNull(search);
        return Recall.find(of, targets.any()).compose(known -> {
            if (known != null) return delivery.again(of, known, targets.missed(known.target()), received);
            return attempt();
        });
    }

    private Future<Void> attempt() {
        Attempts all = Objects.requireNonNull(attempts);
        if (gone) all.callerGone();
        return all.run();
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
        Span span =
                Span.of(received, ask.options().timeoutMs(), parts.settings().deadline());
        due(span.deadline());
        return targetsOf.of(loop, who.brand(), ask, parts.agents().rule(who)).compose(found -> {
            search = new Search(of, found, trail);
            attempts = new Attempts(of, search, delivery, span, this::due);
            return Future.succeededFuture();
        });
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

    @Override
    void expired() {
        if (attempts != null) {
            attempts.expired();
        } else if (chat == null) {
            // The rest of the body may come later or never: the connection is of no more use.
            reply.hangUp();
            reading.stop(TOO_SLOW);
        }
    }

    private void callerGone() {
        gone = true;
        if (attempts != null) attempts.callerGone();
        else if (chat == null) reading.stop(TOO_SLOW); // Told to nobody.
    }
}
