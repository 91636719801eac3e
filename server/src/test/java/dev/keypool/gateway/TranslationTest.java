package dev.keypool.gateway;

import static dev.keypool.gateway.GatewayRig.answer;
import static dev.keypool.gateway.GatewayRig.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.ledger.Row;
import dev.keypool.values.TokenUsage;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers and providers of different dialects. Single quotes stand for double ones. */
class TranslationTest {
    private static final String CHUNKS = """
            data: {"id":"c","model":"m-1","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}

            data: {"id":"c","model":"m-1","choices":[{"index":0,"delta":{"content":"hello"},"finish_reason":null}]}

            """;

    private GatewayRig rig;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        rig = new GatewayRig(folder);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return rig.send(rig.request("/v1" + path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.replace('\'', '"'))));
    }

    private static String messages(String model, String more) {
        return "{'model':'" + model + "','max_tokens':50,'messages':[{'role':'user','content':'hi'}]" + more + "}";
    }

    private void streams(String key, String events) {
        rig.provider.when(key, (request, wire) -> {
            wire.events();
            wire.chunk(events);
            wire.end();
        });
    }

    @Test
    void aLargeRequestIsTranslatedAside() throws Exception {
        rig.key(1, "groq");
        rig.provider.when("key-1", 200, answer("m-1"));
        String said = "a".repeat(1 << 20);
        HttpResponse<String> response = post("/messages", messages("groq/m", ",'system':'" + said + "'"));
        assertEquals(200, response.statusCode(), response.body());
        JsonNode sent = GatewayRig.JSON.readTree(rig.provider.seen().getFirst().body());
        assertEquals(said, sent.at("/messages/0/content").asText());
    }

    @Test
    void aLargeRequestThatNoDialectCanSayIsRefusedLikeASmallOne() throws Exception {
        rig.key(1, "groq");
        String tool = ",'tools':[{'type':'web_search_20250305','name':'web_search'}]";
        HttpResponse<String> small = post("/messages", messages("groq/m", tool));
        HttpResponse<String> large =
                post("/messages", messages("groq/m", tool + ",'system':'" + "a".repeat(1 << 20) + "'"));
        assertEquals(400, small.statusCode(), small.body());
        assertEquals(
                json(small).at("/error/message").asText(),
                json(large).at("/error/message").asText());
        assertEquals(0, rig.provider.seen().size());
    }

    @Test
    void anAnthropicCallerIsServedByAnOpenAiProvider() throws Exception {
        rig.key(1, "groq");
        rig.provider.when("key-1", 200, answer("m-1"));
        HttpResponse<String> response = post("/messages", messages("groq/m", ",'system':'Be brief.'"));
        assertEquals(200, response.statusCode(), response.body());
        JsonNode body = json(response);
        assertEquals("message", body.path("type").asText());
        assertEquals("hello", body.at("/content/0/text").asText());
        assertEquals("end_turn", body.path("stop_reason").asText());
        assertEquals(7, body.at("/usage/input_tokens").asInt());
        assertEquals("groq", body.at("/spidergate_metadata/provider").asText());
        JsonNode sent = GatewayRig.JSON.readTree(rig.provider.seen().getFirst().body());
        assertEquals("m", sent.path("model").asText());
        assertEquals("system", sent.at("/messages/0/role").asText());
        assertEquals(
                "POST /groq/v1/chat/completions HTTP/1.1",
                rig.provider.seen().getFirst().line());
        Row row = rig.rows().getFirst();
        assertEquals(new TokenUsage(7, 2, 0, 0), row.usage());
        assertEquals(12_000, row.cost() == null ? 0 : row.cost().nanos());
        assertEquals("m-1", row.servedModel());
    }

    @Test
    void aChatCallerIsServedByAnthropicAsAStream() throws Exception {
        rig.key(1, "anthropic");
        streams("key-1", """
                event: message_start
                data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[],"usage":{"input_tokens":10,"cache_read_input_tokens":5,"output_tokens":1}}}

                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hello"}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":0}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}}

                event: message_stop
                data: {"type":"message_stop"}

                """);
        HttpResponse<String> response = post(
                "/chat/completions",
                "{'model':'anthropic/m','stream':true,'messages':[{'role':'user','content':'hi'}]}");
        assertEquals(200, response.statusCode(), response.body());
        assertTrue(response.body().contains("\"content\":\"hello\""), response.body());
        assertTrue(response.body().contains("\"finish_reason\":\"stop\""), response.body());
        assertFalse(response.body().contains("\"usage\":{"), "the caller did not ask for usage");
        assertTrue(response.body().endsWith("data: [DONE]\n\n"), response.body());
        assertEquals(new TokenUsage(15, 7, 5, 0), rig.rows().getFirst().usage());
        assertEquals("ok", rig.rows().getFirst().result());
    }

    @Test
    void aResponsesCallerIsServedByAChatProviderAsAStream() throws Exception {
        rig.key(1, "mistral");
        streams("key-1", CHUNKS + """
                data: {"id":"c","model":"m-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":5}}

                data: [DONE]

                """);
        HttpResponse<String> response = post("/responses", "{'model':'mistral/m','stream':true,'input':'hi'}");
        assertEquals(200, response.statusCode(), response.body());
        assertTrue(response.body().startsWith("event: response.created\n"), response.body());
        assertTrue(response.body().contains("event: response.output_text.delta\n"), response.body());
        assertTrue(response.body().contains("event: response.completed\n"), response.body());
        assertFalse(response.body().contains("[DONE]"), response.body());
        assertEquals(new TokenUsage(3, 5, 0, 0), rig.rows().getFirst().usage());
        JsonNode sent = GatewayRig.JSON.readTree(rig.provider.seen().getFirst().body());
        assertTrue(sent.path("stream").asBoolean());
        assertFalse(sent.has("stream_options"), "this provider refuses members that it does not know: " + sent);
    }

    @Test
    void aTranslatedStreamThatFailsAtOnceIsServedByTheNextKey() throws Exception {
        rig.key(1, "groq");
        rig.key(2, "groq");
        streams("key-1", "data: {\"error\":{\"message\":\"overloaded\",\"type\":\"overloaded_error\"}}\n\n");
        streams("key-2", CHUNKS + """
                data: {"id":"c","model":"m-1","choices":[{"index":0,"delta":{},"finish_reason":"length"}]}

                data: [DONE]

                """);
        String body = post("/messages", messages("groq/m", ",'stream':true")).body();
        assertTrue(body.contains("\"stop_reason\":\"max_tokens\""), body);
        assertTrue(body.contains("event: message_stop\n"), body);
        assertEquals(2, rig.rows().size());
    }

    @Test
    void aTranslatedStreamThatBreaksSaysSoInTheCallersDialect() throws Exception {
        rig.key(1, "groq");
        streams("key-1", CHUNKS);
        String body = post("/messages", messages("groq/m", ",'stream':true")).body();
        assertTrue(body.contains("\"text\":\"hello\""), body);
        assertTrue(body.contains("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\""), body);
        assertFalse(body.contains("message_stop"), body);
        Row row = rig.rows().getFirst();
        assertTrue(row.truncated());
        assertTrue(row.estimated());
        assertEquals("provider_error", row.result());
    }

    @Test
    void aTranslatedStreamWithoutAnEndOfItsOwnIsEndedWell() throws Exception {
        rig.key(1, "groq");
        streams("key-1", CHUNKS + """
                data: {"id":"c","model":"m-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

                """);
        String body = post("/messages", messages("groq/m", ",'stream':true")).body();
        assertTrue(body.endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"), body);
        assertEquals("ok", rig.rows().getFirst().result());
    }

    @Test
    void whatCannotBeSaidInTheProvidersDialectIsRefusedBeforeAnyKeyIsUsed() throws Exception {
        rig.key(1, "anthropic");
        HttpResponse<String> response =
                post("/chat/completions", "{'model':'anthropic/m','n':3,'messages':[{'role':'user','content':'hi'}]}");
        assertEquals(400, response.statusCode(), response.body());
        assertEquals("n", json(response).at("/error/param").asText());
        assertEquals(0, rig.rows().size());
    }

    @Test
    void whatHadToBeLeftOutIsNamed() throws Exception {
        rig.key(1, "anthropic");
        rig.provider.when(
                "key-1",
                200,
                "{\"type\":\"message\",\"model\":\"claude\",\"content\":[],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}");
        HttpResponse<String> response = post(
                "/chat/completions", "{'model':'anthropic/m','seed':7,'messages':[{'role':'user','content':'hi'}]}");
        assertEquals(200, response.statusCode(), response.body());
        assertEquals("seed", response.headers().firstValue("x-keypool-ignored").orElseThrow());
    }

    @Test
    void anErrorOfTheOtherDialectIsToldInTheCallersOwn() throws Exception {
        rig.key(1, "anthropic");
        rig.provider.when(
                "key-1",
                400,
                "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"prompt is too long\"}}");
        HttpResponse<String> response =
                post("/chat/completions", "{'model':'anthropic/m','messages':[{'role':'user','content':'hi'}]}");
        assertEquals(400, response.statusCode());
        assertEquals("context_length_exceeded", json(response).at("/error/code").asText());
        assertFalse(json(response).has("type"), response.body());
    }
}
