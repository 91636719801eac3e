package dev.keypool.gateway;

import dev.keypool.gateway.StreamEvent.Found;
import dev.keypool.providers.Failure;
import dev.keypool.providers.Provider;
import dev.keypool.values.FailureClass;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Relays a provider's stream event by event, bytes untouched. Until the first chunk of substance nothing goes out, neither
 * the status nor comments, so that a stream that fails at once can still be served by another key. The last event,
 * {@code [DONE]}, is held back for the ledger. A stream without {@code [DONE]} is complete when a finish reason was seen and
 * it ended cleanly, since some providers never send one; the caller gets it from us then, for it is how he knows a whole
 * answer from a broken one. An event that is no JSON object breaks the stream (ADR 0011). Confined to its attempt.
 */
final class StreamRelay implements EventCutter.Sink {
    private static final CharSequence EVENTS = HttpHeaders.createOptimized("text/event-stream; charset=utf-8");
    private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");
    private static final CharSequence BUFFERING = HttpHeaders.createOptimized("x-accel-buffering");
    private static final CharSequence NO = HttpHeaders.createOptimized("no");
    /** More than this before anything of substance is let out as it is: holding it protects nobody any more. */
    private static final int MOST_HELD = 256 << 10;

    private static final byte[] NOTHING = new byte[0];
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BLANK = {'\n', '\n'};
    private static final String NO_OBJECT = "The provider sent an event that is not one JSON object.";

    private final Case chat;
    private final Attempt attempt;
    private final Provider provider;
    private final HttpClientResponse upstream;
    private final HttpServerResponse client;
    private final boolean hidesUsage;
    private final EventCutter cutter = new EventCutter(this);
    private final Promise<Ending> done = Promise.promise();
    private final Bytes held = new Bytes(512);
    private boolean begun;
    private boolean chunkSeen;
    private boolean finished;
    private boolean over;
    private boolean upstreamEnded;
    private boolean stalled;
    private byte[] run = NOTHING;
    private int runFrom;
    private int runTo;

    StreamRelay(Case chat, Attempt attempt, Provider provider, HttpClientResponse upstream) {
        this.chat = chat;
        this.attempt = attempt;
        this.provider = provider;
        this.upstream = upstream;
        this.client = chat.client();
        this.hidesUsage = provider.includeUsage() && !chat.body().usageAsked();
    }

    Future<Ending> start() {
        upstream.handler(this::chunk);
        upstream.endHandler(end -> ended());
        upstream.exceptionHandler(e -> {
            upstreamEnded = true;
            failed("The provider broke the stream off.");
        });
        return done.future();
    }

    /** Whether anything has gone to the caller. */
    boolean begun() {
        return begun;
    }

    /** Whether it is the caller who does not read. */
    boolean waitsForClient() {
        return stalled;
    }

    private void chunk(Buffer chunk) {
        if (over) return;
        // Before the first token that one bound runs on, whatever comments come.
        if (begun) attempt.moved();
        cutter.feed(chunk.getBytes());
        flush();
        if (cutter.waiting() > chat.parts().settings().answerLimit())
            failed("One event of the provider's stream is larger than Keypool reads.");
    }

    @Override
    public void event(byte[] bytes, int from, int to) {
        if (over) return;
        StreamEvent event = StreamEvent.of(bytes, from, to);
        if (event.hasData() && event.done()) lastOne(bytes, from, to);
        else if (!begun) early(event, bytes, from, to);
        else if (!event.hasData() || passes(event)) extend(bytes, from, to);
    }

    /** An event before the first of substance. */
    private void early(StreamEvent event, byte[] bytes, int from, int to) {
        boolean substance = false;
        if (event.hasData()) {
            Answer answer =
                    AnswerScan.chunk(event.bytes(), event.from(), event.to()).orElse(null);
            if (answer == null || answer.suspect()) {
                Failure hidden = hidden(event).orElse(null);
                if (hidden != null) {
                    attempt.stop(hidden);
                    over = true;
                    return;
                }
            }
            if (answer == null) {
                failed(NO_OBJECT);
                return;
            }
            chunkSeen = true;
            substance = answer.substance();
            if (hide(answer)) return;
        }
        held.add(bytes, from, to);
        if (substance || held.size() > MOST_HELD) begin();
    }

    /** Whether an event goes to the caller; most do after a glance at their bytes. */
    private boolean passes(StreamEvent event) {
        int found = event.look();
        if (found == 0) return true;
        if ((found & Found.NO_OBJECT) != 0) {
            flush();
            failed(NO_OBJECT);
            return false;
        }
        finished |= (found & Found.FINISH) != 0;
        if ((found & (Found.USAGE | Found.ERROR)) == 0) return true;
        Answer answer =
                AnswerScan.chunk(event.bytes(), event.from(), event.to()).orElse(null);
        if ((found & Found.ERROR) != 0 && (answer == null || answer.suspect())) {
            Failure hidden = hidden(event).orElse(null);
            if (hidden != null) {
                flush();
                attempt.stop(hidden);
                over = true;
                return false;
            }
        }
        return answer == null || !hide(answer);
    }

    /** Notes what it tells; true for the extra usage chunk that the caller did not ask for. */
    private boolean hide(Answer answer) {
        attempt.tally().add(answer);
        finished |= answer.finished();
        return hidesUsage && answer.choices() == 0 && answer.usage() != null;
    }

    private Optional<Failure> hidden(StreamEvent event) {
        byte[] data = Arrays.copyOfRange(event.bytes(), event.from(), event.to());
        return chat.parts()
                .classifier()
                .hidden(provider, data, chat.parts().clock().instant());
    }

    private void lastOne(byte[] bytes, int from, int to) {
        if (!begun && !chunkSeen) {
            failed("The provider's stream ended before its first chunk.");
            return;
        }
        if (!begun) begin();
        flush();
        complete(Arrays.copyOfRange(bytes, from, to));
    }

    /** Nothing more is relayed. */
    void cut() {
        over = true;
    }

    /** Whether the provider has closed its side. */
    boolean upstreamEnded() {
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
        if (begun && finished) complete(DONE);
        else failed("The provider's stream ended before it was complete.");
    }

    private void complete(byte[] tail) {
        over = true;
        done.tryComplete(new Ending.Streamed(attempt.tally(), tail));
    }

    private void failed(String sentence) {
        if (over) return;
        over = true;
        attempt.stop(attempt.failure(FailureClass.PROVIDER_ERROR, sentence));
    }

    /** From here on nothing can be retried. */
    private void begin() {
        begun = true;
        long now = chat.parts().nanos().getAsLong();
        attempt.moments().firstToken(now);
        attempt.moved();
        client.setChunked(true);
        client.putHeader(HttpHeaders.CONTENT_TYPE, EVENTS);
        client.putHeader(HttpHeaders.CACHE_CONTROL, NO_CACHE);
        client.putHeader(BUFFERING, NO);
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
        client.write(buffer);
        if (stalled || !client.writeQueueFull()) return;
        stalled = true;
        upstream.pause();
        client.drainHandler(drained -> {
            stalled = false;
            attempt.moved();
            upstream.resume();
        });
    }
}
