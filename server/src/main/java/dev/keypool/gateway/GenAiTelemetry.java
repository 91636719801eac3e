package dev.keypool.gateway;

import dev.keypool.ops.Otlp;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spans and measurements by OpenTelemetry's conventions for generative AI. Thread-safe: an event loop puts a finished request
 * into a queue, and all else happens on a thread of its own.
 */
public final class GenAiTelemetry implements Telemetry, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GenAiTelemetry.class);
    private static final int MOST_WAITING = 4_096;
    private static final int LOGGED_EVERY = 10_000;
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final GenAiSpans spans;
    private final GenAiMeasures measures;
    private final Rules rules;
    private final RandomGenerator random;
    private final BlockingQueue<Finished> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong leftOut = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * What is told.
     *
     * @param ratio share of traces that begin here that get spans, 0 to 1
     * @param propagates whether providers are sent a {@code traceparent}
     */
    public record Rules(double ratio, boolean propagates) {}

    /** @param random for the ids of traces; thread-safe */
    public GenAiTelemetry(Otlp otlp, Rules rules, RandomGenerator random) {
        this.spans = new GenAiSpans(otlp);
        this.measures = new GenAiMeasures(otlp.meter());
        this.rules = rules;
        this.random = random;
        this.thread = Thread.ofVirtual().name("keypool-telemetry").start(this::run);
    }

    @Override
    public @Nullable TraceContext begin(@Nullable String traceparent) {
        return TraceContext.of(traceparent, random, rules.ratio());
    }

    @Override
    public @Nullable String outgoing(TraceContext context, UUID attempt) {
        return rules.propagates() ? context.traceparent(attempt) : null;
    }

    @Override
    public void ended(Finished request) {
        if (!closed && queue.offer(request)) return;
        long now = leftOut.incrementAndGet();
        if (now % LOGGED_EVERY == 1) LOG.warn("Requests end faster than they can be told of; {} left out", now);
    }

    /** Tells of what waits, for some seconds at most. Close it before the way to the collector. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            if (!thread.join(CLOSING)) LOG.warn("{} requests could not be told of before the end", queue.size());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) tell(queue.take());
        } catch (InterruptedException close) {
            for (Finished rest = queue.poll(); rest != null; rest = queue.poll()) tell(rest);
        }
    }

    private void tell(Finished request) {
        try {
            measures.note(request);
            if (request.context().sampled()) spans.make(request);
        } catch (RuntimeException fault) {
            LOG.error("Request {} could not be told of", request.requestId(), fault);
        }
    }
}
