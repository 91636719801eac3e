package dev.keypool.gateway;

import static dev.keypool.gateway.Collector.attributes;
import static dev.keypool.gateway.Collector.hex;
import static dev.keypool.gateway.GatewayRig.answer;
import static dev.keypool.gateway.GatewayRig.ask;
import static dev.keypool.gateway.GatewayRig.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.http.Call;
import dev.keypool.http.Json;
import dev.keypool.ops.Otlp;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What traces, collector and kept content say of real requests. */
class WitnessesAtWorkTest {
    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String STREAM = "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":"
            + "{\"content\":\"canary\"},\"finish_reason\":\"stop\"}]}\n\n";

    private Collector collector;
    private Otlp otlp;
    private GenAiTelemetry telemetry;
    private GatewayRig rig;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        collector = new Collector();
        otlp = Otlp.open(new Otlp.Target(URI.create(collector.url()), Map.of(), "keypool"));
        telemetry = new GenAiTelemetry(otlp, new GenAiTelemetry.Rules(1, true), new SplittableRandom(4));
        rig = new GatewayRig(folder, GatewaySettings.STANDARD, telemetry);
        rig.key(1, "groq");
        rig.key(2, "groq");
        rig.provider.when("key-1", 429, "{\"error\":{\"message\":\"slow down, key-1\"}}");
        rig.provider.when("key-2", 200, answer("m"));
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
        telemetry.close();
        otlp.close();
        collector.close();
    }

    @Test
    void aRequestHasItsCourseItsSpansAndNoContent() throws Exception {
        HttpResponse<String> response = chat(ask("groq/m"));
        assertEquals(200, response.statusCode());
        JsonNode trace = trace(response);
        assertTrue(trace.get("content").isNull());
        assertEquals(
                List.of("rate_limited", "ok"),
                List.of(
                        trace.get("attempts").get(0).get("result").asText(),
                        trace.get("attempts").get(1).get("result").asText()));
        double before = 0;
        for (JsonNode attempt : trace.get("attempts")) {
            assertEquals("m", attempt.get("target_model").asText());
            for (String moment :
                    List.of("leased_ms", "connecting_ms", "connected_ms", "sent_ms", "first_byte_ms", "end_ms")) {
                double at = attempt.get("timings").get(moment).asDouble();
                assertTrue(at >= before, moment + " of " + attempt);
                before = at;
            }
        }
        assertNull(trace.get("attempts").get(2));
        String attemptId = trace.get("attempts").get(1).get("id").asText();
        String sent = rig.provider.seen().get(1).headers().get("traceparent");
        assertEquals(
                "00-4bf92f3577b34da6a3ce929d0e0e4736-"
                        + attemptId.replace("-", "").substring(16) + "-01",
                sent);
        List<Span> spans = spans();
        assertEquals(3, spans.size());
        Span server = spans.stream()
                .filter(span -> span.getKind() == Span.SpanKind.SPAN_KIND_SERVER)
                .findFirst()
                .orElseThrow();
        assertEquals("chat groq/m", server.getName());
        assertEquals("00f067aa0ba902b7", hex(server.getParentSpanId()));
        assertEquals(200L, attributes(server.getAttributesList()).get("http.response.status_code"));
        assertEquals(
                "127.0.0.1", attributes(spans.getFirst().getAttributesList()).get("server.address"));
        for (String secret : List.of("key-1", "key-2", "hello", "slow down"))
            assertFalse(collector.everything().contains(secret), secret);
    }

    @Test
    void aRefusedRequestIsToldByItsCode() throws Exception {
        assertEquals(400, chat("{}").statusCode());
        assertEquals(503, chat(ask("openai/m")).statusCode());
        List<Object> errors = spans().stream()
                .map(span -> attributes(span.getAttributesList()).get("error.type"))
                .toList();
        assertEquals(List.of("missing_required_parameter", "no_openai_key"), errors);
    }

    @Test
    void contentIsKeptAsItCameAndAsItWentOut() throws Exception {
        capture();
        HttpResponse<String> whole = chat(ask("groq/m"));
        rig.provider.when("key-2", (request, wire) -> {
            wire.events();
            wire.chunk(STREAM);
            wire.chunk("data: [DONE]\n\n");
            wire.end();
        });
        HttpResponse<String> stream = chat(ask("groq/m", "\"stream\":true"));
        rig.capture.settle();
        for (HttpResponse<String> response : List.of(whole, stream)) {
            JsonNode content = trace(response).get("content");
            assertTrue(content.get("ask").get("text").asText().contains("\"content\":\"hi\""));
            assertEquals(response.body(), content.get("answer").get("text").asText());
        }
        assertTrue(stream.body().contains("canary"));
        spans();
        assertFalse(collector.everything().contains("canary"));
    }

    private void capture() throws Exception {
        var call = new Call(Entries.CLIENT, "req-1", "192.0.2.7", Map.of(), Map.of(), Map.of(), (ObjectNode)
                Json.parse("{\"enabled\":true}"));
        Objects.requireNonNull(rig.capture.operations().get("setCapture")).run(call);
    }

    private HttpResponse<String> chat(String body) throws Exception {
        return rig.send(rig.request("/v1/chat/completions")
                .header("Content-Type", "application/json")
                .header("traceparent", TRACEPARENT)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonNode trace(HttpResponse<String> response) throws Exception {
        String id = response.headers().firstValue("x-request-id").orElseThrow();
        return json(rig.send(rig.request("/v1/traces/" + id).setHeader("Authorization", "Bearer books")));
    }

    /** All of what has ended is sent by then. */
    private List<Span> spans() {
        telemetry.close();
        otlp.close();
        return collector.spans();
    }
}
