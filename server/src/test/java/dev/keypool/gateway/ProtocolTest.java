package dev.keypool.gateway;

import static dev.keypool.gateway.GatewayRig.answer;
import static dev.keypool.gateway.GatewayRig.ask;
import static dev.keypool.gateway.GatewayRig.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolTest {
    private static final int BODY_LIMIT = 10_000;

    private GatewayRig rig;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        GatewaySettings s = GatewaySettings.STANDARD;
        rig = new GatewayRig(
                folder,
                new GatewaySettings(
                        BODY_LIMIT,
                        s.fileLimit(),
                        s.keptForRetry(),
                        s.answerLimit(),
                        s.attempts(),
                        s.deadline(),
                        s.longestDeadline(),
                        s.connect(),
                        s.firstByte(),
                        s.firstToken(),
                        s.idle(),
                        s.connections(),
                        s.keepAlive(),
                        s.modelsFor(),
                        true));
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private HttpRequest.Builder anonymous(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + rig.port + path));
    }

    private static void assertError(HttpResponse<String> response, int status, String code) throws Exception {
        assertEquals(status, response.statusCode(), response.body());
        JsonNode error = json(response).get("error");
        assertEquals(code, error.get("code").asText());
        assertTrue(error.get("message").asText().length() > 10);
        assertFalse(error.get("type").asText().isEmpty());
        assertTrue(error.has("param"));
        assertEquals(
                "application/json",
                response.headers().firstValue("content-type").orElseThrow());
        assertTrue(response.headers().firstValue("x-request-id").isPresent());
    }

    private HttpResponse<String> post(HttpRequest.Builder request, String body) throws Exception {
        return rig.send(request.POST(BodyPublishers.ofString(body)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1", "/api/gate/v1"})
    void bothPrefixesServe(String prefix) throws Exception {
        rig.key(1, "groq");
        rig.provider.when("key-1", 200, answer("m"));
        HttpResponse<String> response = post(
                rig.request(prefix + "/chat/completions").header("Content-Type", "application/json"), ask("groq/m"));
        assertEquals(200, response.statusCode());
        assertEquals(
                "{\"status\":\"ok\"}", rig.send(anonymous(prefix + "/health")).body());
    }

    @Test
    void withoutATokenThereIsA401ThatNamesTheScheme() throws Exception {
        HttpResponse<String> response = post(anonymous("/v1/chat/completions"), ask("groq/m"));
        assertError(response, 401, "missing_api_key");
        assertEquals("Bearer", response.headers().firstValue("www-authenticate").orElseThrow());
        assertEquals("authentication_error", json(response).at("/error/type").asText());
        assertError(
                post(anonymous("/v1/chat/completions").header("Authorization", "Bearer bad"), ask("groq/m")),
                401,
                "invalid_api_key");
    }

    @Test
    void aTokenInXApiKeyIsATokenToo() throws Exception {
        rig.key(1, "groq");
        rig.provider.when("key-1", 200, answer("m"));
        HttpRequest.Builder request = anonymous("/v1/chat/completions")
                .header("x-api-key", "good")
                .header("Content-Type", "application/json");
        assertEquals(200, post(request, ask("groq/m")).statusCode());
    }

    @Test
    void aTokenWithoutTheScopeIsA403() throws Exception {
        assertError(
                post(anonymous("/v1/chat/completions").header("Authorization", "Bearer reader"), ask("groq/m")),
                403,
                "insufficient_scope");
        assertError(
                rig.send(anonymous("/v1/models").header("Authorization", "Bearer reader")), 403, "insufficient_scope");
    }

    @ParameterizedTest
    @CsvSource({"/v1/nothing,404", "/v1/chat/completions/x,404", "/v1/chat/completions,405"})
    void otherPathsAndMethodsAreErrorsInTheSameShape(String path, int status) throws Exception {
        HttpResponse<String> response = rig.get(path);
        assertError(response, status, status == 404 ? "not_found" : "method_not_allowed");
        assertEquals(
                status == 405 ? "POST" : "",
                response.headers().firstValue("allow").orElse(""));
    }

    @Test
    void theCallersRequestIdIsEchoedWhenItIsPlain() throws Exception {
        String own = "my.id_1-A";
        HttpResponse<String> echoed = rig.send(rig.request("/v1/health").header("X-Request-Id", own));
        assertEquals(own, echoed.headers().firstValue("x-request-id").orElseThrow());
        HttpResponse<String> fresh = rig.send(rig.request("/v1/health").header("X-Request-Id", "a b"));
        assertTrue(fresh.headers().firstValue("x-request-id").orElseThrow().matches("[0-9a-f-]{36}"));
        HttpResponse<String> tooLong = rig.send(rig.request("/v1/health").header("X-Request-Id", "a".repeat(129)));
        assertEquals(
                36, tooLong.headers().firstValue("x-request-id").orElseThrow().length());
    }

    @Test
    void malformedJsonIsA400WithItsPlace() throws Exception {
        HttpResponse<String> response = rig.chat("{\"model\": nope}");
        assertError(response, 400, "invalid_json");
        assertTrue(json(response).at("/error/message").asText().contains("line 1, column"));
        assertError(rig.chat(""), 400, "invalid_json");
    }

    @Test
    void aFaultyFieldIsNamed() throws Exception {
        HttpResponse<String> response = rig.chat(ask("groq/m", "\"temperature\":9"));
        assertError(response, 400, "invalid_value");
        assertEquals("temperature", json(response).at("/error/param").asText());
        assertError(rig.chat("{\"messages\":[{}]}"), 400, "missing_required_parameter");
    }

    @Test
    void whatIsNotJsonIsA415() throws Exception {
        assertError(
                post(rig.request("/v1/chat/completions").header("Content-Type", "text/plain"), ask("groq/m")),
                415,
                "unsupported_media_type");
        assertError(
                post(
                        rig.request("/v1/chat/completions")
                                .header("Content-Type", "application/json")
                                .header("Content-Encoding", "gzip"),
                        ask("groq/m")),
                415,
                "unsupported_media_type");
    }

    @Test
    void aBodyOverTheLimitIsA413AnnouncedOrNot() throws Exception {
        String large = ask("groq/m", "\"x\":\"" + "y".repeat(BODY_LIMIT) + "\"");
        assertError(rig.chat(large), 413, "request_too_large");
        HttpRequest.Builder chunked = rig.request("/v1/chat/completions")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(large)));
        assertError(rig.send(chunked), 413, "request_too_large");
    }

    @Test
    void anUnknownNameWithoutAModelIsA404() throws Exception {
        rig.key(1, "groq");
        HttpResponse<String> response = rig.chat(ask("groq/"));
        assertError(response, 404, "model_not_found");
        assertEquals("model", json(response).at("/error/param").asText());
    }

    @Test
    void aCallerWhoNeverFinishesHisBodyIsCutOff() throws Exception {
        try (Socket client = rig.socket()) {
            byte[] whole = GatewayRig.post(ask("groq/m"));
            client.getOutputStream().write(whole, 0, whole.length - 5);
            var answered = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> {
                try {
                    while (!answered.await(5, TimeUnit.MILLISECONDS)) rig.skip(Duration.ofSeconds(10));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            String answer = new String(client.getInputStream().readAllBytes(), UTF_8);
            answered.countDown();
            assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
            assertTrue(answer.contains("request_timeout"), answer);
        }
        // The caller sees the end a moment before the gateway has closed its books; a request that never left hangs
        // here.
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            while (rig.gateway.inFlight() > 0) Thread.onSpinWait();
        });
    }

    @Test
    void theCatalogueIsPublicAndKnowsTheCallersKeysOnlyWithAToken() throws Exception {
        rig.key(1, "groq");
        JsonNode open = json(rig.send(anonymous("/v1/providers")));
        assertEquals("openrouter", open.at("/data/0/id").asText());
        assertNull(open.at("/data/0").get("is_configured"));
        JsonNode own = json(rig.get("/v1/providers"));
        for (JsonNode provider : own.get("data"))
            assertEquals(
                    provider.get("id").asText().equals("groq"),
                    provider.get("is_configured").asBoolean());
        assertError(rig.send(anonymous("/v1/providers").header("Authorization", "Bearer bad")), 401, "invalid_api_key");
    }

    @Test
    void modelsAreFetchedOnceWithAPooledKeyAndCountAsNoRequest() throws Exception {
        rig.key(1, "groq");
        rig.key(2, "openrouter");
        rig.provider.when(
                "key-1",
                200,
                "{\"object\":\"list\",\"data\":[{\"id\":\"llama\",\"created\":5,\"owned_by\":\"Meta\"}]}");
        rig.provider.when("key-2", 500, "{}");
        JsonNode list = json(rig.get("/v1/models?search=groq/llama&limit=1"));
        assertEquals("list", list.get("object").asText());
        JsonNode model = list.at("/data/0");
        assertEquals("groq/llama", model.get("id").asText());
        assertEquals("model", model.get("object").asText());
        assertEquals(5, model.get("created").asInt());
        assertEquals("Meta", model.get("owned_by").asText());
        assertEquals(
                "groq/llama", json(rig.get("/v1/models/groq/llama")).get("id").asText());
        assertError(rig.get("/v1/models/groq/none"), 404, "model_not_found");
        assertEquals(2, rig.provider.seen().size());
        assertEquals(
                "GET /groq/v1/models HTTP/1.1",
                rig.provider.seen().stream()
                        .map(ScriptedProvider.Seen::line)
                        .filter(l -> l.contains("groq"))
                        .findFirst()
                        .orElseThrow());
        assertEquals(0, rig.view(1).dailyCount());
        assertEquals(0, rig.view(2).standing().consecutiveFailures());
        assertEquals(0, rig.rows().size());
        rig.skip(Duration.ofMinutes(11));
        rig.get("/v1/models");
        assertEquals(4, rig.provider.seen().size());
    }

    @Test
    void withoutATokenTheCatalogueIsListedAndNobodyIsAsked() throws Exception {
        rig.key(1, "groq");
        JsonNode list = json(rig.send(anonymous("/v1/models?limit=2000")));
        assertTrue(list.get("data").size() > 300);
        for (JsonNode model : list.get("data"))
            assertTrue(model.at("/spidergate_info/is_configured").isNull());
        assertEquals(0, rig.provider.seen().size());
    }

    @Test
    void aBareModelGoesToTheProviderThatListsIt() throws Exception {
        rig.key(1, "groq");
        rig.key(2, "openrouter");
        rig.provider.when("key-1", 200, "{\"data\":[{\"id\":\"llama\"}]}");
        rig.provider.when(
                "key-2",
                (request, wire) ->
                        wire.json(200, request.line().startsWith("GET") ? "[{\"id\":\"gpt\"}]" : answer("gpt")));
        HttpResponse<String> response = rig.chat(ask("gpt"));
        assertEquals(200, response.statusCode());
        JsonNode metadata = json(response).get("spidergate_metadata");
        assertEquals("openrouter", metadata.get("provider").asText());
        assertTrue(metadata.get("original_model").isNull());
    }

    @Test
    void excludedProvidersAreNotUsedAndPreferredOnesComeFirst() throws Exception {
        rig.key(1, "groq");
        rig.key(2, "openrouter");
        rig.key(3, "mistral");
        for (int id = 1; id <= 3; id++)
            rig.provider.when(
                    "key-" + id,
                    (request, wire) ->
                            wire.json(200, request.line().startsWith("GET") ? "{\"data\":[]}" : answer("m")));
        JsonNode metadata = json(rig.chat(
                        ask(
                                "m",
                                "\"spidergate_options\":{\"preferred_providers\":[\"mistral\"],\"excluded_providers\":[\"groq\"]}")))
                .get("spidergate_metadata");
        assertEquals("mistral", metadata.get("provider").asText());
    }

    @Test
    void nothingIsSentThatMayCostMoreThanTheCallerAllows() throws Exception {
        rig.key(1, "groq");
        rig.provider.when("key-1", 200, answer("m"));
        String model = "groq/llama-3.1-8b-instant";
        String most = "\"spidergate_options\":{\"max_cost_usd\":0.001}";
        assertEquals(200, rig.chat(ask(model, most, "\"max_tokens\":1000")).statusCode());
        assertError(rig.chat(ask(model, most, "\"max_tokens\":1000000")), 400, "cost_above_limit");
        assertError(rig.chat(ask("groq/unpriced", most, "\"max_tokens\":1")), 400, "cost_above_limit");
        assertEquals(1, rig.provider.seen().size());
    }

    @Test
    void aNodeThatShutsDownFinishesWhatItHasAndTakesNoMore() throws Exception {
        rig.key(1, "groq");
        var arrived = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        rig.provider.when("key-1", (request, wire) -> {
            arrived.countDown();
            if (go.await(20, TimeUnit.SECONDS)) wire.json(200, answer("m"));
        });
        try (Socket client = rig.socket()) {
            client.getOutputStream().write(GatewayRig.post(ask("groq/m")));
            assertTrue(arrived.await(20, TimeUnit.SECONDS));
            assertEquals(1, rig.gateway.inFlight());
            rig.gateway.stopAccepting();
            HttpResponse<String> late = rig.chat(ask("groq/m"));
            assertError(late, 503, "shutting_down");
            go.countDown();
            byte[] first = client.getInputStream().readNBytes(12);
            assertEquals("HTTP/1.1 200", new String(first, UTF_8));
        }
    }

    @Test
    void anUncheckedCertificateIsAProviderErrorAndNotAnAnswer() throws Exception {
        rig.key(1, "groq", rig.provider.origin().replace("http:", "https:") + "/groq/v1", null);
        HttpResponse<String> response = rig.chat(ask("groq/m"));
        assertError(response, 502, "upstream_error");
        assertEquals(0, rig.view(1).dailyCount());
    }
}
