package dev.keypool.gateway;

import static dev.keypool.gateway.GatewayRig.answer;
import static dev.keypool.gateway.GatewayRig.ask;
import static dev.keypool.gateway.GatewayRig.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.ledger.Row;
import dev.keypool.values.TokenUsage;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTest {
    private GatewayRig rig;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        rig = new GatewayRig(folder);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void anAnswerIsRelayedWithItsMetadataAndItsRow() throws Exception {
        rig.key(1, "openrouter");
        rig.provider.when("key-1", 200, answer("gpt-4o"));
        HttpResponse<String> response = rig.chat(ask("openrouter/openai/gpt-4o"));
        assertEquals(200, response.statusCode());
        JsonNode body = json(response);
        assertTrue(response.body()
                .startsWith(answer("gpt-4o").substring(0, answer("gpt-4o").length() - 1)));
        JsonNode metadata = body.get("spidergate_metadata");
        assertEquals("openrouter", metadata.get("provider").asText());
        assertEquals("openai/gpt-4o", metadata.get("provider_model").asText());
        assertEquals(1, metadata.get("integration_id").asInt());
        assertEquals("0.000012", metadata.get("cost_usd").decimalValue().toPlainString());
        assertEquals("openrouter/openai/gpt-4o", metadata.get("original_model").asText());
        assertFalse(metadata.get("cache_hit").asBoolean());
        assertFalse(metadata.get("fallback_used").asBoolean());
        assertTrue(metadata.get("latency_ms").isInt());
        assertTrue(metadata.get("gateway_ms").isNumber());
        assertNull(metadata.get("route_trace"));
        Row row = rig.rows().getFirst();
        assertEquals("ok", row.result());
        assertEquals(200, row.status());
        assertEquals("gpt-4o", row.servedModel());
        assertEquals(response.headers().firstValue("x-request-id").orElseThrow(), row.requestId());
        assertEquals(1, rig.view(1).dailyCount());
        assertEquals(0, rig.ledger.inFlight());
        assertEquals(0, rig.view(1).inFlight());
    }

    @Test
    void theProviderGetsTheCallersBytesTheKeyAndLittleElse() throws Exception {
        rig.key(1, "groq");
        rig.provider.when("key-1", 200, answer("m"));
        String body = "{ \"x\":[1.0],\"model\":\"groq/m\",\"messages\":[{\"role\":\"user\",\"content\":\"ü\"}],"
                + "\"spidergate_options\":{\"timeout_ms\":90000} }";
        rig.chat(body);
        var seen = rig.provider.seen().getFirst();
        assertEquals(
                "{ \"x\":[1.0],\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"ü\"}] }", seen.body());
        assertEquals("POST /groq/v1/chat/completions HTTP/1.1", seen.line());
        assertEquals("Bearer key-1", seen.headers().get("authorization"));
        assertEquals("identity", seen.headers().get("accept-encoding"));
        assertEquals(
                rig.rows().getFirst().attemptId().toString(), seen.headers().get("x-keypool-attempt"));
        assertNull(seen.headers().get("x-request-id"));
    }

    @Test
    void aRejectedKeyIsSkippedAndTheNextOneServes() throws Exception {
        rig.key(1, "groq");
        rig.key(2, "groq");
        rig.provider.when(
                "key-1", 401, "{\"error\":{\"message\":\"Invalid API Key key-1\",\"code\":\"invalid_api_key\"}}");
        rig.provider.when("key-2", 200, answer("m"));
        HttpResponse<String> response = rig.chat(ask("groq/m", "\"include_route_trace\":true"));
        assertEquals(200, response.statusCode());
        JsonNode trace = json(response).get("spidergate_metadata").get("route_trace");
        assertEquals(2, trace.size());
        assertEquals("key_invalid", trace.get(0).get("result").asText());
        assertTrue(trace.get(0).get("message").isNull());
        assertEquals("ok", trace.get(1).get("result").asText());
        assertEquals(List.of("key-1", "key-2"), rig.provider.keysSeen());
        assertEquals(1, rig.view(1).standing().consecutiveFailures());
        assertEquals(
                List.of("ok", "key_invalid"),
                rig.rows().stream().map(Row::result).sorted().toList().reversed());
        assertFalse(response.body().contains("key-1"));
    }

    @Test
    void everyKindOfKeyTroubleRotatesToTheNextKey() throws Exception {
        rig.key(1, "groq");
        rig.key(2, "groq");
        rig.key(3, "groq");
        rig.key(4, "groq");
        rig.key(5, "groq");
        rig.provider.when("key-1", 429, "{\"error\":{\"message\":\"slow down\"}}");
        rig.provider.when("key-2", 500, "oops");
        rig.provider.when("key-3", (request, wire) -> wire.reset());
        rig.provider.when("key-4", 200, "{\"error\":{\"message\":\"upstream broke\",\"code\":502}}");
        rig.provider.when("key-5", 200, answer("m"));
        assertEquals(200, rig.chat(ask("groq/m")).statusCode());
        assertEquals(List.of("key-1", "key-2", "key-3", "key-4", "key-5"), rig.provider.keysSeen());
        for (int id = 1; id <= 4; id++) assertEquals(1, rig.view(id).standing().consecutiveFailures());
        assertEquals(5, rig.rows().size());
    }

    @Test
    void fiveAttemptsAreTheMost() throws Exception {
        for (int id = 1; id <= 7; id++) {
            rig.key(id, "groq");
            rig.provider.when("key-" + id, 500, "{\"error\":{\"message\":\"boom\"}}");
        }
        HttpResponse<String> response = rig.chat(ask("groq/m", "\"include_route_trace\":true"));
        assertEquals(502, response.statusCode());
        assertEquals("upstream_error", json(response).at("/error/code").asText());
        assertEquals(5, json(response).at("/error/attempts").size());
        assertEquals(5, rig.provider.seen().size());
    }

    @Test
    void aRetryCountOfZeroIsOneAttempt() throws Exception {
        rig.key(1, "groq");
        rig.key(2, "groq");
        rig.provider.when("key-1", 500, "{}");
        rig.provider.when("key-2", 200, answer("m"));
        assertEquals(
                502,
                rig.chat(ask("groq/m", "\"spidergate_options\":{\"retry_count\":0}"))
                        .statusCode());
    }

    @Test
    void aCallersFaultGoesStraightBackAsTheProviderWroteIt() throws Exception {
        rig.key(1, "groq");
        rig.key(2, "groq");
        String theirs =
                "{\"error\":{\"message\":\"'messages.0.role' : unknown\",\"type\":\"invalid_request_error\",\"x\":1}}";
        rig.provider.when("key-1", 400, theirs);
        HttpResponse<String> response = rig.chat(ask("groq/m"));
        assertEquals(400, response.statusCode());
        assertEquals(theirs, response.body());
        assertEquals(1, rig.provider.seen().size());
        assertEquals(0, rig.view(1).standing().consecutiveFailures());
        assertEquals("caller_error", rig.rows().getFirst().result());
    }

    @Test
    void aCallersFaultInAnotherShapeIsWrappedAndKeepsItsStatus() throws Exception {
        rig.key(1, "mistral");
        rig.provider.when(
                "key-1", 422, "{\"object\":\"error\",\"message\":\"Input should be a list\",\"code\":\"bad\"}");
        HttpResponse<String> response = rig.chat(ask("mistral/m"));
        assertEquals(422, response.statusCode());
        assertEquals(
                "Input should be a list", json(response).at("/error/message").asText());
        assertEquals("invalid_request_error", json(response).at("/error/type").asText());
    }

    @Test
    void aBodyThatEchoesTheKeyIsNeverPassedOn() throws Exception {
        rig.key(12345678, "groq");
        rig.provider.when(
                "key-12345678", 400, "{\"error\":{\"message\":\"You sent Bearer key-12345678\",\"type\":\"x\"}}");
        HttpResponse<String> response = rig.chat(ask("groq/m"));
        assertEquals(400, response.statusCode());
        assertEquals("invalid_request_error", json(response).at("/error/type").asText());
        assertTrue(json(response).at("/error/code").isTextual());
    }

    @Test
    void withoutAKeyTheAnswerNamesTheProvider() throws Exception {
        HttpResponse<String> response = rig.chat(ask("groq/m"));
        assertEquals(503, response.statusCode());
        assertEquals("no_groq_key", json(response).at("/error/code").asText());
        HttpResponse<String> bare = rig.chat(ask("m"));
        assertEquals(503, bare.statusCode());
        assertEquals("no_integration", json(bare).at("/error/code").asText());
    }

    @Test
    void fullKeysAreA429ThatSaysWhenToComeBack() throws Exception {
        rig.key(1, "groq", rig.provider.origin() + "/groq/v1", 1L);
        rig.provider.when("key-1", 200, answer("m"));
        assertEquals(200, rig.chat(ask("groq/m")).statusCode());
        HttpResponse<String> response = rig.chat(ask("groq/m"));
        assertEquals(429, response.statusCode());
        JsonNode error = json(response).get("error");
        assertEquals("keys_exhausted", error.get("code").asText());
        assertEquals("rate_limit_error", error.get("type").asText());
        long wait = Long.parseLong(response.headers().firstValue("retry-after").orElseThrow());
        assertTrue(wait >= 1 && wait <= 61, "Retry-After " + wait);
        assertEquals("minute_limit", error.at("/reasons/0/reason").asText());
        assertEquals(1, rig.provider.seen().size());
    }

    @Test
    void aRateLimitedKeyAloneIsA429WithTheProvidersOwnTime() throws Exception {
        rig.key(1, "groq");
        rig.provider.when(
                "key-1", (request, wire) -> wire.json(429, "{\"error\":{\"message\":\"slow\"}}", "retry-after: 17"));
        HttpResponse<String> response = rig.chat(ask("groq/m"));
        assertEquals(429, response.statusCode());
        assertEquals("keys_exhausted", json(response).at("/error/code").asText());
        assertEquals("17", response.headers().firstValue("retry-after").orElseThrow());
    }

    @Test
    void rejectedPoolKeysAreA503AndNotTheCallers401() throws Exception {
        rig.key(1, "groq");
        rig.provider.when("key-1", 401, "{\"error\":{\"message\":\"Invalid API Key: key-1\"}}");
        HttpResponse<String> response = rig.chat(ask("groq/m"));
        assertEquals(503, response.statusCode());
        assertEquals(
                "provider_keys_unavailable", json(response).at("/error/code").asText());
        assertFalse(response.body().contains("key-1"));
    }

    @Test
    void anUnknownModelIsA404() throws Exception {
        rig.key(1, "groq");
        rig.provider.when(
                "key-1",
                404,
                "{\"error\":{\"message\":\"The model `m` does not exist\",\"code\":\"model_not_found\"}}");
        HttpResponse<String> response = rig.chat(ask("groq/m"));
        assertEquals(404, response.statusCode());
        assertEquals("model_not_found", json(response).at("/error/code").asText());
        assertEquals(0, rig.view(1).standing().consecutiveFailures());
    }

    @Test
    void anotherTargetServesAndTheHeaderNamesTheFirstChoice() throws Exception {
        rig.key(1, "groq");
        rig.key(2, "openrouter");
        rig.provider.when("key-1", 503, "{\"error\":{\"message\":\"over capacity\"}}");
        rig.provider.when("key-2", 200, answer("n"));
        HttpResponse<String> response =
                rig.chat(ask("groq/m", "\"spidergate_options\":{\"fallback_models\":[\"openrouter/n\"]}"));
        assertEquals(200, response.statusCode());
        assertEquals(
                "groq/m",
                response.headers().firstValue("x-spidergate-fallback-from").orElseThrow());
        assertTrue(json(response).at("/spidergate_metadata/fallback_used").asBoolean());
    }

    @Test
    void anAttemptThatNeverLeftIsGivenBackAndHeldAgainstTheKey() throws Exception {
        rig.key(1, "groq", "http://127.0.0.1:1/v1", 5L);
        rig.key(2, "groq");
        rig.provider.when("key-2", 200, answer("m"));
        assertEquals(200, rig.chat(ask("groq/m")).statusCode());
        assertEquals(0, rig.view(1).dailyCount());
        assertEquals(0, rig.view(1).minuteCount());
        assertEquals(1, rig.view(1).standing().consecutiveFailures());
        Row unsent =
                rig.rows().stream().filter(r -> r.sentAt() == null).findFirst().orElseThrow();
        assertEquals("provider_error", unsent.result());
        assertEquals(0, rig.ledger.inFlight());
    }

    @Test
    void aPrivateAddressIsNotConnectedTo() throws Exception {
        rig.key(1, "groq", "http://10.0.0.1/v1", null);
        HttpResponse<String> response = rig.chat(ask("groq/m"));
        assertEquals(502, response.statusCode());
        assertTrue(json(response).at("/error/message").asText().contains("KEYPOOL_OUTBOUND_ALLOW"));
        assertEquals(0, rig.view(1).dailyCount());
    }

    @Test
    void aNameIsConnectedToAtTheAddressThatWasApproved() throws Exception {
        rig.key(1, "groq", rig.provider.origin().replace("127.0.0.1", "provider.example") + "/v1", null);
        rig.provider.when("key-1", 200, answer("m"));
        assertEquals(200, rig.chat(ask("groq/m")).statusCode());
        assertTrue(rig.provider
                .seen()
                .getFirst()
                .headers()
                .getOrDefault("host", "")
                .startsWith("provider.example:"));
    }

    @Test
    void aKeyThatDoesNotOpenIsSkipped() throws Exception {
        rig.key(1, "groq");
        rig.key(2, "groq");
        rig.keys.remove(new dev.keypool.values.IntegrationId(1));
        rig.provider.when("key-2", 200, answer("m"));
        assertEquals(200, rig.chat(ask("groq/m")).statusCode());
        assertEquals(0, rig.view(1).dailyCount());
    }

    @Test
    void aSilentProviderIsA504AtTheFirstByteBound() throws Exception {
        rig.key(1, "groq");
        rig.provider.when("key-1", (request, wire) -> {
            rig.skip(Duration.ofSeconds(61));
            wire.untilGone(new CountDownLatch(1));
        });
        HttpResponse<String> response = rig.chat(ask("groq/m"));
        assertEquals(504, response.statusCode());
        assertEquals("upstream_timeout", json(response).at("/error/code").asText());
        assertEquals("timeout", rig.rows().getFirst().result());
        assertEquals(1, rig.view(1).standing().consecutiveFailures());
        assertEquals(1, rig.view(1).dailyCount());
    }

    @Test
    void theCallersOwnTimeoutIsNotHeldAgainstTheKey() throws Exception {
        rig.key(1, "groq");
        rig.key(2, "groq");
        rig.provider.when("key-1", (request, wire) -> {
            rig.skip(Duration.ofSeconds(2));
            wire.untilGone(new CountDownLatch(1));
        });
        HttpResponse<String> response = rig.chat(ask("groq/m", "\"spidergate_options\":{\"timeout_ms\":1500}"));
        assertEquals(504, response.statusCode());
        assertEquals(0, rig.view(1).standing().consecutiveFailures());
        assertEquals(List.of("key-1"), rig.provider.keysSeen());
    }

    @Test
    void anAnswerThatStopsInTheMiddleIsAFailureLikeOthers() throws Exception {
        rig.key(1, "groq");
        rig.key(2, "groq");
        rig.provider.when("key-1", (request, wire) -> {
            wire.raw("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{\"id\":");
            wire.reset();
        });
        rig.provider.when("key-2", 200, answer("m"));
        assertEquals(200, rig.chat(ask("groq/m")).statusCode());
        assertEquals(
                "provider_error",
                rig.rows().stream()
                        .filter(r -> !r.result().equals("ok"))
                        .findFirst()
                        .orElseThrow()
                        .result());
    }

    @Test
    void nonsenseWithStatus200IsAFailureLikeOthers() throws Exception {
        rig.key(1, "groq");
        rig.provider.when("key-1", 200, "<html>maintenance</html>");
        assertEquals(502, rig.chat(ask("groq/m")).statusCode());
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        rig.key(1, "groq");
        rig.provider.when("key-1", (request, wire) -> wire.json(302, "{}", "location: http://127.0.0.1:1/steal"));
        assertEquals(502, rig.chat(ask("groq/m")).statusCode());
        assertEquals(1, rig.provider.seen().size());
    }

    @Test
    void aRowHoldsTokensCostAndTimes() throws Exception {
        rig.key(1, "openrouter");
        rig.provider.when("key-1", 200, answer("m"));
        rig.chat(ask("openrouter/m"));
        Row row = rig.rows().getFirst();
        assertEquals(new TokenUsage(7, 2, 0, 0), row.usage());
        assertNotNull(row.cost());
        assertEquals(12_000, row.cost().nanos());
        assertNotNull(row.timings().firstByteMicros());
        assertTrue(row.timings().totalMicros() >= row.timings().firstByteMicros());
        assertEquals(
                1,
                rig.meters
                        .get("keypool.gateway.answers")
                        .tag("status", "200")
                        .counter()
                        .count());
        assertEquals(
                7,
                rig.meters
                        .get("keypool.gateway.tokens")
                        .tag("kind", "input")
                        .counter()
                        .count());
    }
}
