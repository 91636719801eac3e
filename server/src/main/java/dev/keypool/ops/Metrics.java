package dev.keypool.ops;

import dev.keypool.values.TokenUsage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The meters of the data plane. Thread-safe. A meter is registered when it is first needed and kept in a map, so that a
 * request pays for an increment alone: no tag is built on the hot path. Labels are provider names, results and statuses,
 * never a caller's text, so their number is bounded.
 */
public final class Metrics {
    private final MeterRegistry registry;
    private final Timer overhead;
    private final Map<String, Map<String, Counter>> attempts = new ConcurrentHashMap<>();
    private final Map<String, Tokens> tokens = new ConcurrentHashMap<>();
    private final Map<Integer, Counter> answers = new ConcurrentHashMap<>();

    private record Tokens(Counter input, Counter output, Counter cached, Counter reasoning) {}

    public Metrics(MeterRegistry registry) {
        this.registry = registry;
        this.overhead = Timer.builder("keypool.gateway.overhead")
                .description(
                        "What Keypool itself added to a request: all time less the waiting for provider and caller")
                .register(registry);
    }

    /** Shows a number that something else keeps, such as requests in flight. */
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    /**
     * One attempt ended.
     *
     * @param provider catalogue name
     * @param result as in the ledger: {@code ok}, a failure class, {@code aborted}
     */
    public void attempt(String provider, String result) {
        Map<String, Counter> ofProvider = attempts.get(provider);
        if (ofProvider == null) ofProvider = attempts.computeIfAbsent(provider, _ -> new ConcurrentHashMap<>());
        Counter counter = ofProvider.get(result);
        if (counter == null) counter = ofProvider.computeIfAbsent(result, r -> attemptCounter(provider, r));
        counter.increment();
    }

    private Counter attemptCounter(String provider, String result) {
        return Counter.builder("keypool.gateway.attempts")
                .description("Attempts at a provider with one key")
                .tag("provider", provider)
                .tag("result", result)
                .register(registry);
    }

    /** Tokens that a provider reported. */
    public void tokens(String provider, TokenUsage usage) {
        Tokens counters = tokens.get(provider);
        if (counters == null) counters = tokens.computeIfAbsent(provider, this::tokenCounters);
        counters.input().increment((double) usage.input());
        counters.output().increment((double) usage.output());
        counters.cached().increment((double) usage.cached());
        counters.reasoning().increment((double) usage.reasoning());
    }

    private Tokens tokenCounters(String provider) {
        return new Tokens(
                tokenCounter(provider, "input"),
                tokenCounter(provider, "output"),
                tokenCounter(provider, "cached"),
                tokenCounter(provider, "reasoning"));
    }

    private Counter tokenCounter(String provider, String kind) {
        return Counter.builder("keypool.gateway.tokens")
                .description("Tokens as providers reported them; cached are part of input, reasoning part of output")
                .tag("provider", provider)
                .tag("kind", kind)
                .register(registry);
    }

    /** One answer of the gateway went out with that HTTP status. */
    public void answered(int status) {
        Counter counter = answers.get(status);
        if (counter == null) counter = answers.computeIfAbsent(status, this::answerCounter);
        counter.increment();
    }

    private Counter answerCounter(int status) {
        return Counter.builder("keypool.gateway.answers")
                .description("Answers of the gateway by HTTP status")
                .tag("status", Integer.toString(status))
                .register(registry);
    }

    /** What Keypool itself added to a request, in nanoseconds. */
    public void overhead(long nanos) {
        overhead.record(nanos, TimeUnit.NANOSECONDS);
    }
}
