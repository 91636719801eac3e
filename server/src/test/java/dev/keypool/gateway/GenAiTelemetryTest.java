package dev.keypool.gateway;

import static dev.keypool.gateway.Collector.attributes;
import static dev.keypool.gateway.Collector.hex;
import static dev.keypool.gateway.Entries.CLIENT;
import static dev.keypool.gateway.Entries.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.ledger.Entry;
import dev.keypool.ops.Otlp;
import dev.keypool.values.Secret;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GenAiTelemetryTest {
    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String UNSAMPLED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
    private static final String CANARY = "collector-token-canary";
    private static final URI GROQ = URI.create("https://api.groq.com/openai/v1");
    private static final URI ROUTER = URI.create("http://127.0.0.1:9/api/v1");

    private final Entries entries = new Entries();
    private final Collector collector = new Collector();

    @AfterEach
    void close() {
        collector.close();
    }

    @Test
    void aRequestIsASpanBelowItsCallersWithOneForEachAttempt() {
        Entry first = entries.limited("r1", CLIENT, 1);
        Entry second = entries.ok("r1", CLIENT, 40);
        told(1, telemetry -> telemetry.ended(finished(begin(telemetry, TRACEPARENT), 200, null, first, second)));
        List<Span> spans = collector.spans();
        assertEquals(3, spans.size());
        Span server = named(spans, "chat fast");
        assertEquals(Span.SpanKind.SPAN_KIND_SERVER, server.getKind());
        assertEquals("00f067aa0ba902b7", hex(server.getParentSpanId()));
        assertEquals(NOON.toEpochMilli() * 1_000_000, server.getStartTimeUnixNano());
        assertEquals(NOON.toEpochMilli() * 1_000_000 + 550_000_000, server.getEndTimeUnixNano());
        assertEquals(
                Map.of(
                        "gen_ai.operation.name", "chat",
                        "gen_ai.request.model", "fast",
                        "gen_ai.response.model", "llama-3",
                        "http.response.status_code", 200L,
                        "keypool.attempts", 2L,
                        "keypool.brand_id", 1L,
                        "keypool.request_id", "r1",
                        "keypool.surface", "chat"),
                attributes(server.getAttributesList()));
        Span refused = named(spans, "chat meta/llama");
        assertEquals(Status.StatusCode.STATUS_CODE_ERROR, refused.getStatus().getCode());
        assertEquals("rate_limited", attributes(refused.getAttributesList()).get("error.type"));
        assertEquals(9L, attributes(refused.getAttributesList()).get("server.port"));
        for (Span span : spans) assertEquals("4bf92f3577b34da6a3ce929d0e0e4736", hex(span.getTraceId()));
        for (Span attempt : List.of(refused, named(spans, "chat llama-3"))) {
            assertEquals(Span.SpanKind.SPAN_KIND_CLIENT, attempt.getKind());
            assertEquals(server.getSpanId(), attempt.getParentSpanId());
        }
    }

    @Test
    void anAttemptSaysByTheConventionsWhatItWas() {
        Entry entry = entries.ok("r1", CLIENT, 40);
        told(1, telemetry -> telemetry.ended(finished(begin(telemetry, TRACEPARENT), 200, null, entry)));
        Span attempt = named(collector.spans(), "chat llama-3");
        assertEquals(TraceContext.spanId(entry.attemptId()), hex(attempt.getSpanId()));
        assertEquals((NOON.toEpochMilli() + 40) * 1_000_000, attempt.getStartTimeUnixNano());
        assertEquals((NOON.toEpochMilli() + 540) * 1_000_000, attempt.getEndTimeUnixNano());
        assertEquals(
                Map.ofEntries(
                        Map.entry("gen_ai.operation.name", "chat"),
                        Map.entry("gen_ai.provider.name", "groq"),
                        Map.entry("gen_ai.request.model", "llama-3"),
                        Map.entry("gen_ai.response.model", "llama-3"),
                        Map.entry("gen_ai.usage.input_tokens", 7L),
                        Map.entry("gen_ai.usage.output_tokens", 2L),
                        Map.entry("gen_ai.usage.cache_read.input_tokens", 1L),
                        Map.entry("gen_ai.usage.reasoning.output_tokens", 0L),
                        Map.entry("http.response.status_code", 200L),
                        Map.entry("server.address", "api.groq.com"),
                        Map.entry("server.port", 443L),
                        Map.entry("keypool.integration_id", 1L),
                        Map.entry("keypool.cost_nano_usd", 12_000L),
                        Map.entry("keypool.gateway_us", 321L),
                        Map.entry("keypool.streamed", true),
                        Map.entry("keypool.truncated", false),
                        Map.entry("keypool.cache_hit", false)),
                attributes(attempt.getAttributesList()));
    }

    @Test
    void aRequestThatFailedSaysWhatItsCallerWasTold() {
        told(1, telemetry -> telemetry.ended(finished(begin(telemetry, null), 503, "no_integration")));
        Span server = collector.spans().getFirst();
        assertEquals(1, collector.spans().size());
        assertTrue(server.getParentSpanId().isEmpty());
        assertEquals(Status.StatusCode.STATUS_CODE_ERROR, server.getStatus().getCode());
        assertEquals("no_integration", attributes(server.getAttributesList()).get("error.type"));
    }

    @Test
    void aCallersMistakeIsNoErrorOfTheServer() {
        told(1, telemetry -> telemetry.ended(finished(begin(telemetry, null), 400, "invalid_value")));
        assertEquals(
                Status.StatusCode.STATUS_CODE_UNSET,
                collector.spans().getFirst().getStatus().getCode());
    }

    @Test
    void measurementsHaveTheConventionsBucketsAndCountUnsampledRequestsToo() {
        told(0, telemetry -> {
            telemetry.ended(finished(
                    begin(telemetry, null), 200, null, entries.limited("a", CLIENT, 1), entries.ok("a", CLIENT, 40)));
            telemetry.ended(finished(begin(telemetry, UNSAMPLED), 200, null, entries.ok("b", CLIENT, 40)));
        });
        assertEquals(List.of(), collector.spans());
        Metric tokens = collector.metric("gen_ai.client.token.usage");
        assertEquals("{token}", tokens.getUnit());
        HistogramDataPoint input = point(tokens, "gen_ai.token.type", "input");
        assertEquals(2, input.getCount());
        assertEquals(14, input.getSum());
        assertEquals(14, input.getExplicitBoundsCount());
        assertEquals(67_108_864, input.getExplicitBounds(13));
        assertEquals(
                Map.of(
                        "gen_ai.operation.name", "chat",
                        "gen_ai.provider.name", "groq",
                        "gen_ai.request.model", "llama-3",
                        "gen_ai.response.model", "llama-3",
                        "gen_ai.token.type", "input",
                        "server.address", "api.groq.com"),
                attributes(input.getAttributesList()));
        Metric durations = collector.metric("gen_ai.client.operation.duration");
        assertEquals(1, point(durations, "error.type", "rate_limited").getCount());
        assertEquals(0.5, point(durations, "error.type", "rate_limited").getSum());
        assertEquals(81.92, point(durations, "gen_ai.provider.name", "groq").getExplicitBounds(13));
        HistogramDataPoint first = collector
                .metric("gen_ai.server.time_to_first_token")
                .getHistogram()
                .getDataPoints(0);
        assertEquals(2, first.getCount());
        assertEquals(2 * 0.2505, first.getSum(), 1e-9);
        assertEquals(16, first.getExplicitBoundsCount());
    }

    @Test
    void theCollectorGetsItsHeaderAndNoSecretStandsInAMessage() {
        told(
                1,
                telemetry -> telemetry.ended(
                        finished(begin(telemetry, TRACEPARENT), 200, null, entries.ok("r1", CLIENT, 40))));
        assertFalse(collector.tokens().isEmpty());
        for (String token : collector.tokens()) assertEquals(CANARY, token);
        assertFalse(collector.everything().contains(CANARY));
        assertEquals(
                "the-gate", attributes(collector.resource().getAttributesList()).get("service.name"));
    }

    @Test
    void providersAreSentATraceparentOnlyWhereTheOperatorWants() {
        Entry entry = entries.ok("r1", CLIENT, 40);
        TraceContext place = TraceContext.of(TRACEPARENT, new SplittableRandom(1), 1);
        try (Otlp otlp = otlp();
                var silent = new GenAiTelemetry(otlp, new GenAiTelemetry.Rules(1, false), new SplittableRandom(1));
                var open = new GenAiTelemetry(otlp, new GenAiTelemetry.Rules(1, true), new SplittableRandom(1))) {
            assertNull(silent.outgoing(place, entry.attemptId()));
            assertEquals(
                    "00-4bf92f3577b34da6a3ce929d0e0e4736-" + TraceContext.spanId(entry.attemptId()) + "-01",
                    open.outgoing(place, entry.attemptId()));
        }
    }

    @Test
    void whatEndsAfterTheEndIsLeftOutWithoutAFault() {
        told(1, telemetry -> {
            TraceContext place = begin(telemetry, null);
            telemetry.close();
            telemetry.ended(finished(place, 200, null, entries.ok("late", CLIENT, 40)));
        });
        assertEquals(List.of(), collector.spans());
    }

    @Test
    void withoutACollectorNobodyIsTold() {
        assertNull(Telemetry.OFF.begin(TRACEPARENT));
    }

    /** All is sent when this returns. */
    private void told(double ratio, Consumer<GenAiTelemetry> work) {
        try (Otlp otlp = otlp();
                var telemetry =
                        new GenAiTelemetry(otlp, new GenAiTelemetry.Rules(ratio, false), new SplittableRandom(9))) {
            work.accept(telemetry);
        }
    }

    private Otlp otlp() {
        return Otlp.open(
                new Otlp.Target(URI.create(collector.url()), Map.of("x-token", Secret.of(CANARY)), "the-gate"));
    }

    private static TraceContext begin(Telemetry telemetry, @Nullable String traceparent) {
        return Objects.requireNonNull(telemetry.begin(traceparent));
    }

    private static Finished finished(TraceContext place, int status, @Nullable String error, Entry... attempts) {
        List<Finished.Sent> sent = List.of(attempts).stream()
                .map(entry -> new Finished.Sent(entry, entry.provider().equals("groq") ? GROQ : ROUTER))
                .toList();
        return new Finished(place, "r1", CLIENT.brand(), "chat", "fast", NOON, 550_000, status, error, sent);
    }

    private static Span named(List<Span> spans, String name) {
        return spans.stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static HistogramDataPoint point(Metric metric, String attribute, String value) {
        return metric.getHistogram().getDataPointsList().stream()
                .filter(point ->
                        value.equals(attributes(point.getAttributesList()).get(attribute)))
                .findFirst()
                .orElseThrow();
    }
}
