package dev.keypool.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.keypool.values.TokenUsage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Metrics metrics = new Metrics(registry);

    @Test
    void attemptsAreCountedByProviderAndResult() {
        metrics.attempt("groq", "ok");
        metrics.attempt("groq", "ok");
        metrics.attempt("groq", "timeout");
        metrics.attempt("openai", "ok");
        assertEquals(2, count("keypool.gateway.attempts", "provider", "groq", "result", "ok"));
        assertEquals(1, count("keypool.gateway.attempts", "provider", "groq", "result", "timeout"));
        assertEquals(1, count("keypool.gateway.attempts", "provider", "openai", "result", "ok"));
    }

    @Test
    void tokensAnswersAndOverheadAddUp() {
        metrics.tokens("groq", new TokenUsage(10, 5, 3, 1));
        metrics.tokens("groq", new TokenUsage(1, 1, 0, 0));
        metrics.answered(429);
        metrics.overhead(2_000);
        assertEquals(11, count("keypool.gateway.tokens", "provider", "groq", "kind", "input"));
        assertEquals(3, count("keypool.gateway.tokens", "provider", "groq", "kind", "cached"));
        assertEquals(1, count("keypool.gateway.answers", "status", "429"));
        assertEquals(2, registry.get("keypool.gateway.overhead").timer().totalTime(TimeUnit.MICROSECONDS));
    }

    @Test
    void aGaugeShowsWhatIsKeptElsewhere() {
        int[] kept = {4};
        metrics.gauge("keypool.gateway.in_flight", "Requests under way", () -> kept[0]);
        kept[0] = 7;
        assertEquals(7, registry.get("keypool.gateway.in_flight").gauge().value());
    }

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }
}
