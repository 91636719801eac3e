package dev.keypool.gateway;

import dev.keypool.dialects.Fault;
import dev.keypool.providers.Failure;
import dev.keypool.values.FailureClass;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Relays a provider's stream event by event, bytes untouched unless they are translated. Until the first chunk of substance
 * nothing goes out, neither the status nor comments, so that a stream that fails at once can still be served by another key.
 * The last event is held back for the ledger. What the events mean its {@link Listener} knows. Confined to its attempt.
 */
final class StreamRelay implements EventCutter.Sink, Relay {
    private static final CharSequence EVENTS = HttpHeaders.createOptimized("text/event-stream; charset=utf-8");
    private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");
    private static final CharSequence BUFFERING = HttpHeaders.createOptimized("x-accel-buffering");
    private static final CharSequence NO = HttpHeaders.createOptimized("no");
    /** More than this before anything of substance is let out as it is: holding it protects nobody any more. */
    private static final int MOST_HELD = 256 << 10;

    private static final byte[] NOTHING = new byte[0];
    private static final byte[] BLANK = {'\n', '\n'};
    private static final String NO_OBJECT = "The provider sent an event that is not one JSON object.";

    private final Case chat;
    private final Attempt attempt;
    private final HttpClientResponse upstream;
    private final HttpServerResponse client;
    private final Outflow out;
    private final Listener listener;
    private final Cutter cutter;
    private final Promise<Ending> done = Promise.promise();
    private final Bytes held = new Bytes(512);
    private final @Nullable Events all;
    private boolean begun;
    private boolean over;
    private boolean upstreamEnded;
    private byte[] run = NOTHING;
    private int runFrom;
    private int runTo;

    StreamRelay(Case chat, Attempt attempt, HttpClientResponse upstream) {
        this.chat = chat;
        this.attempt = attempt;
        this.upstream = upstream;
        this.client = chat.client();
        this.out = new Outflow(chat, attempt, upstream);
        this.all = Recall.wanted(chat.ask()) ? new Events() : null;
        this.listener = attempt.way().listener(attempt.tally());
        this.cutter = attempt.way().cutter(this);
    }

    @Override
    public Future<Ending> start() {
        upstream.handler(chunk -> guarded(() -> chunk(chunk)));
        upstream.endHandler(end -> guarded(this::ended));
        upstream.exceptionHandler(e -> {
            upstreamEnded = true;
            failed("The provider broke the stream off.");
        });
        return done.future();
    }

    @Override
    public boolean begun() {
        return begun;
    }

    @Override
    public boolean waitsForClient() {
        return out.stalled();
    }

    /** A fault in here would be lost in the client, and the caller would wait for his time bound. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException fault) {
            over = true;
            done.tryFail(fault);
        }
    }

    private void chunk(Buffer chunk) {
        if (over) return;
        // Before the first token that one bound runs on, whatever comments come.
        if (begun) attempt.moved();
        cutter.feed(chunk.getBytes());
        flush();
        String fault = cutter.fault();
        if (fault != null) failed(fault);
        if (cutter.waiting() > chat.parts().settings().answerLimit())
            failed("One event of the provider's stream is larger than Keypool reads.");
    }

    @Override
    public void event(byte[] bytes, int from, int to) {
        if (over) return;
        StreamEvent event = StreamEvent.of(bytes, from, to);
        if (!event.hasData()) {
            asItIs(bytes, from, to);
            return;
        }
        int heard = listener.hear(event, begun);
        if (heard == 0) pass(bytes, from, to);
        else if (!wentWrong(heard, event)) outOfTheCommon(heard, bytes, from, to);
    }

    /** Whether an event ended the stream badly. */
    private boolean wentWrong(int heard, StreamEvent event) {
        Failure hidden = (heard & Listener.SUSPECT) == 0 ? null : hidden(event).orElse(null);
        if (hidden != null) {
            flush();
            attempt.stop(hidden);
            over = true;
        } else if ((heard & Listener.BROKEN) != 0) {
            flush();
            failed(NO_OBJECT);
        }
        return over;
    }

    private void outOfTheCommon(int heard, byte[] bytes, int from, int to) {
        if ((heard & Listener.LAST) != 0) {
            lastOne(heard, bytes, from, to);
            return;
        }
        if ((heard & Listener.HIDE) == 0) pass(bytes, from, to);
        if ((heard & Listener.SUBSTANCE) != 0 && !begun) begin();
    }

    private void pass(byte[] bytes, int from, int to) {
        byte[] instead = listener.instead();
        if (instead == null) asItIs(bytes, from, to);
        else if (instead.length > 0) asItIs(instead, 0, instead.length);
    }

    /** To the caller, or to what is held until the answer begins. */
    private void asItIs(byte[] bytes, int from, int to) {
        if (begun) {
            extend(bytes, from, to);
            return;
        }
        held.add(bytes, from, to);
        if (held.size() > MOST_HELD) begin();
    }

    private Optional<Failure> hidden(StreamEvent event) {
        Optional<Failure> said = listener.fault().map(this::reported);
        if (said.isPresent()) return said;
        byte[] data = Arrays.copyOfRange(event.bytes(), event.from(), event.to());
        return chat.parts()
                .classifier()
                .hidden(attempt.provider(), data, chat.parts().clock().instant());
    }

    private Failure reported(Fault fault) {
        return chat.parts()
                .classifier()
                .reported(
                        attempt.provider(),
                        fault.type(),
                        fault.code(),
                        fault.message(),
                        chat.parts().clock().instant());
    }

    /** The last words of a stream that broke, null where the dialect's usual ones will do. */
    byte @Nullable [] broken(GatewayError error) {
        return listener.broken(error);
    }

    private void lastOne(int heard, byte[] bytes, int from, int to) {
        if (!begun && (heard & Listener.HIDE) != 0) {
            failed("The provider's stream ended before its first chunk.");
            return;
        }
        if (!begun) begin();
        flush();
        byte[] instead = listener.instead();
        complete(instead == null ? Arrays.copyOfRange(bytes, from, to) : instead);
    }

    @Override
    public void cut() {
        over = true;
    }

    @Override
    public boolean upstreamEnded() {
        return upstreamEnded;
    }

    private void ended() {
        upstreamEnded = true;
        if (over) return;
        boolean open = cutter.waiting() > 0;
        cutter.end();
        flush();
        if (over) return;
        // The last event came without its blank line, and what we add must not become a part of it.
        if (open && begun) write(Buffer.buffer(BLANK));
        if (begun && listener.finished()) complete(listener.farewell());
        else failed("The provider's stream ended before it was complete.");
    }

    private void complete(byte[] tail) {
        over = true;
        if (all != null) all.add(tail, 0, tail.length);
        done.tryComplete(new Ending.Streamed(attempt.tally(), tail, all == null ? null : all.whole()));
    }

    private void failed(String sentence) {
        if (over) return;
        over = true;
        attempt.stop(attempt.failure(FailureClass.PROVIDER_ERROR, sentence));
    }

    /** From here on nothing can be retried. */
    private void begin() {
        begun = true;
        out.begin();
        client.setChunked(true);
        client.putHeader(HttpHeaders.CONTENT_TYPE, EVENTS);
        client.putHeader(HttpHeaders.CACHE_CONTROL, NO_CACHE);
        client.putHeader(BUFFERING, NO);
        Delivery.tell(client, attempt);
        write(Buffer.buffer(held.take()));
    }

    /** Events that stand side by side go out in one write. */
    private void extend(byte[] bytes, int from, int to) {
        if (runTo > runFrom && runTo == from) {
            runTo = to;
            return;
        }
        flush();
        run = bytes;
        runFrom = from;
        runTo = to;
    }

    private void flush() {
        if (runTo <= runFrom) return;
        write(Buffer.buffer(runTo - runFrom).appendBytes(run, runFrom, runTo - runFrom));
        runFrom = 0;
        runTo = 0;
        run = NOTHING;
    }

    private void write(Buffer buffer) {
        if (all != null) all.add(buffer.getBytes(), 0, buffer.length());
        out.write(buffer);
    }
}
