package dev.keypool.gateway;

import static dev.keypool.gateway.GatewayRig.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.ledger.Row;
import dev.keypool.pool.Member;
import dev.keypool.pool.SpendLimit;
import dev.keypool.values.Allowance;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every surface takes a key from the pool, counts, classifies and stands in the ledger exactly as chat does. Single quotes stand for double ones. */
class SurfacesTest {
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

    private void answers(String key, String json) {
        rig.provider.when(key, 200, json.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /completions | openai | {'model':'openai/m','prompt':'hi'} | {'model':'m','choices':[{'text':'ho','finish_reason':'stop'}],'usage':{'prompt_tokens':3,'completion_tokens':5}} | 3 | 5
            /embeddings | mistral | {'model':'mistral/m','input':['a',"b"]} | {'model':'m','data':[{'embedding':[0.1]}],'usage':{'prompt_tokens':7,'total_tokens':7}} | 7 | 0
            /rerank | together | {'model':'together/m','query':'q','documents':['a']} | {'model':'m','results':[{'index':0}],'usage':{'prompt_tokens':9}} | 9 | 0
            /moderations | openai | {'model':'openai/m','input':'x'} | {'model':'m','results':[{'flagged':false}]} | 0 | 0
            /images/generations | openai | {'model':'openai/m','prompt':'a cat'} | {'created':1,'data':[{'url':'u'}],'usage':{'input_tokens':4,'output_tokens':6}} | 4 | 6
            /responses | openai | {'model':'openai/m','input':'hi'} | {'model':'m','output':[],'usage':{'input_tokens':3,'input_tokens_details':{'cached_tokens':1},'output_tokens':5}} | 3 | 5
            /messages | anthropic | {'model':'anthropic/m','max_tokens':9,'messages':[{'role':'user','content':'hi'}]} | {'type':'message','model':'m','content':[],'usage':{'input_tokens':3,'cache_read_input_tokens':4,'output_tokens':5}} | 7 | 5
            /messages/count_tokens | anthropic | {'model':'anthropic/m','messages':[{'role':'user','content':'hi'}]} | {'input_tokens':3} | 0 | 0
            """)
    void isRelayedCountedAndBooked(String path, String provider, String ask, String answer, long in, long out)
            throws Exception {
        rig.key(1, provider);
        answers("key-1", answer);
        HttpResponse<String> response = post(path, ask);
        assertEquals(200, response.statusCode(), response.body());
        JsonNode body = json(response);
        assertEquals(provider, body.at("/spidergate_metadata/provider").asText());
        JsonNode sent = GatewayRig.JSON.readTree(rig.provider.seen().getFirst().body());
        assertEquals("m", sent.path("model").asText(), "the provider reads its own name of the model");
        Row row = rig.rows().getFirst();
        assertEquals("ok", row.result());
        if (in + out > 0) {
            assertNotNull(row.usage());
            assertEquals(in, row.usage().input());
            assertEquals(out, row.usage().output());
        } else {
            assertNull(row.usage());
        }
        assertEquals(1, rig.view(1).dailyCount());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /completions | openai | {'model':'openai/m','prompt':'hi'}
            /embeddings | openai | {'model':'openai/m','input':'a'}
            /rerank | together | {'model':'together/m','query':'q','documents':['a']}
            /moderations | openai | {'model':'openai/m','input':'x'}
            /images/generations | openai | {'model':'openai/m','prompt':'a cat'}
            /audio/speech | openai | {'model':'openai/m','input':'hi','voice':'alloy'}
            /responses | openai | {'model':'openai/m','input':'hi'}
            /messages | anthropic | {'model':'anthropic/m','max_tokens':9,'messages':[{'role':'user','content':'hi'}]}
            """)
    void aKeyAtItsLimitIsPassedOverAndARefusedOneCosts(String path, String provider, String ask) throws Exception {
        rig.key(1, provider, rig.provider.origin() + "/x/v1", 1L);
        rig.provider.when("key-1", 401, "{\"error\":{\"message\":\"no\"}}");
        HttpResponse<String> refused = post(path, ask);
        assertEquals(503, refused.statusCode(), refused.body());
        assertEquals(1, rig.view(1).standing().consecutiveFailures());
        assertEquals("key_invalid", rig.rows().getFirst().result());
        HttpResponse<String> exhausted = post(path, ask);
        assertEquals(429, exhausted.statusCode(), exhausted.body());
        assertTrue(exhausted.headers().firstValue("retry-after").isPresent());
        assertEquals(1, rig.provider.seen().size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /completions | {'model':'m'} | prompt
            /completions | {'prompt':'x'} | model
            /embeddings | {'model':'m'} | input
            /embeddings | {'model':'m','input':[]} | input
            /embeddings | {'model':'m','input':'x','dimensions':0} | dimensions
            /embeddings | {'model':'m','input':'x','encoding_format':'hex'} | encoding_format
            /rerank | {'model':'m','query':'x'} | documents
            /rerank | {'model':'m','documents':['x']} | query
            /moderations | {} | input
            /images/generations | {'model':'m'} | prompt
            /images/generations | {'model':'m','prompt':'x','n':11} | n
            /audio/speech | {'model':'m','voice':'alloy'} | input
            /audio/speech | {'model':'m','input':'x'} | voice
            /responses | {'model':'m'} | input
            /responses | {'model':'m','input':7} | input
            """)
    void whatIsMissingOrWrongIsNamed(String path, String ask, String param) throws Exception {
        HttpResponse<String> response = post(path, ask);
        assertEquals(400, response.statusCode(), response.body());
        assertEquals(param, json(response).at("/error/param").asText());
        assertEquals("invalid_request_error", json(response).at("/error/type").asText());
    }

    @ParameterizedTest
    @CsvSource({"7,invalid_voice,alloy", "'alloy',invalid_response_format,mp4"})
    void speechHasItsPublishedCodes(String voice, String code, String format) throws Exception {
        String voiced = voice.equals("7") ? "7" : "'" + voice + "'";
        HttpResponse<String> response = post(
                "/audio/speech", "{'model':'m','input':'x','voice':" + voiced + ",'response_format':'" + format + "'}");
        assertEquals(400, response.statusCode());
        assertEquals(code, json(response).at("/error/code").asText());
    }

    @Test
    void anAnthropicCallerIsToldInHisOwnShape() throws Exception {
        HttpResponse<String> response = post("/messages", "{'model':'m','messages':[]}");
        assertEquals(400, response.statusCode());
        assertEquals("error", json(response).path("type").asText());
        assertEquals("invalid_request_error", json(response).at("/error/type").asText());
        assertFalse(json(response).path("request_id").asText().isEmpty());
        HttpResponse<String> nobody = rig.send(java.net.http.HttpRequest.newBuilder(
                        java.net.URI.create("http://127.0.0.1:" + rig.port + "/v1/messages"))
                .header("x-api-key", "wrong")
                .POST(BodyPublishers.ofString("{}")));
        assertEquals(401, nobody.statusCode());
        assertEquals("authentication_error", json(nobody).at("/error/type").asText());
    }

    @Test
    void aProvidersOwnRefusalOfTheRequestGoesToAnAnthropicCallerAsItIs() throws Exception {
        rig.key(1, "anthropic");
        String theirs =
                "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"max_tokens: too large\"}}";
        rig.provider.when("key-1", 400, theirs);
        HttpResponse<String> response =
                post("/messages", "{'model':'anthropic/m','max_tokens':9,'messages':[{'role':'user','content':'hi'}]}");
        assertEquals(400, response.statusCode());
        assertEquals(theirs, response.body());
    }

    @Test
    void aStreamOfMessagesIsRelayedByteForByte() throws Exception {
        rig.key(1, "anthropic");
        String stream = """
                event: message_start
                data: {"type":"message_start","message":{"model":"claude","usage":{"input_tokens":10,"cache_read_input_tokens":5,"output_tokens":1}}}

                event: ping
                data: {"type":"ping"}

                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hi \\"usage\\""}}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}}

                event: message_stop
                data: {"type":"message_stop"}

                """;
        rig.provider.when("key-1", (request, wire) -> {
            wire.events();
            wire.chunk(stream);
            wire.end();
        });
        HttpResponse<String> response = post(
                "/messages",
                "{'model':'anthropic/m','stream':true,'max_tokens':9,'messages':[{'role':'user','content':'hi'}]}");
        assertEquals(stream, response.body());
        Row row = rig.rows().getFirst();
        assertEquals(new TokenUsage(15, 7, 5, 0), row.usage());
        assertEquals("claude", row.servedModel());
        assertEquals("ok", row.result());
    }

    @Test
    void aStreamOfMessagesThatBreaksEndsByAnErrorEvent() throws Exception {
        rig.key(1, "anthropic");
        rig.provider.when("key-1", (request, wire) -> {
            wire.events();
            wire.chunk("""
                    event: content_block_start
                    data: {"type":"content_block_start","index":0}

                    event: error
                    data: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}

                    """);
            wire.end();
        });
        String body = post(
                        "/messages",
                        "{'model':'anthropic/m','stream':true,'max_tokens':9,'messages':[{'role':'user','content':'hi'}]}")
                .body();
        assertTrue(
                body.contains("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\""),
                body);
        assertFalse(body.contains("message_stop"), body);
        assertEquals("provider_overloaded", rig.rows().getFirst().result());
        assertTrue(rig.rows().getFirst().truncated());
    }

    @Test
    void aStreamOfResponsesTellsItsUsageAtItsEnd() throws Exception {
        rig.key(1, "openai");
        String stream = """
                event: response.created
                data: {"type":"response.created","response":{"model":"gpt","usage":null}}

                event: response.output_text.delta
                data: {"type":"response.output_text.delta","delta":"x"}

                event: response.completed
                data: {"type":"response.completed","response":{"model":"gpt-5","usage":{"input_tokens":3,"output_tokens":2,"output_tokens_details":{"reasoning_tokens":1}}}}

                """;
        rig.provider.when("key-1", (request, wire) -> {
            wire.events();
            wire.chunk(stream);
            wire.end();
        });
        assertEquals(
                stream,
                post("/responses", "{'model':'openai/m','stream':true,'input':'hi'}")
                        .body());
        assertEquals(new TokenUsage(3, 2, 0, 1), rig.rows().getFirst().usage());
        assertEquals("gpt-5", rig.rows().getFirst().servedModel());
    }

    @Test
    void aStreamOfResponsesThatBreaksGoesOnCountingItsEvents() throws Exception {
        rig.key(1, "openai");
        rig.provider.when("key-1", (request, wire) -> {
            wire.events();
            wire.chunk("""
                    data: {"type":"response.created","sequence_number":0,"response":{"model":"gpt"}}

                    data: {"type":"response.output_text.delta","sequence_number":1,"delta":"x"}

                    """);
            wire.end();
        });
        String body = post("/responses", "{'model':'openai/m','stream':true,'input':'hi'}")
                .body();
        assertTrue(body.contains("event: error\ndata: {\"type\":\"error\",\"code\":\"upstream_error\""), body);
        assertTrue(body.contains("\"sequence_number\":2}"), body);
    }

    @Test
    void reasoningOfAnotherProviderIsNotSentToOneThatWouldRefuseIt() throws Exception {
        rig.key(1, "anthropic");
        answers("key-1", "{'type':'message','model':'m','content':[],'usage':{'input_tokens':3,'output_tokens':5}}");
        String foreign = "{'type':'thinking','thinking':'hm','signature':'keypool.openai_chat.abc'}";
        HttpResponse<String> response = post(
                "/messages",
                "{'model':'anthropic/m','max_tokens':9,'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':["
                        + foreign + ",{'type':'text','text':'ho'}]},{'role':'user','content':'and?'}]}");
        assertEquals(200, response.statusCode(), response.body());
        JsonNode sent = GatewayRig.JSON.readTree(rig.provider.seen().getFirst().body());
        assertEquals(1, sent.at("/messages/1/content").size(), sent.toString());
        assertEquals("ho", sent.at("/messages/1/content/0/text").asText());
    }

    @Test
    void aResponseThatFailsAtOnceIsServedByTheNextKey() throws Exception {
        rig.key(1, "openai");
        rig.key(2, "openai");
        rig.provider.when("key-1", (request, wire) -> {
            wire.events();
            wire.chunk("""
                    data: {"type":"response.created","response":{"model":"gpt"}}

                    data: {"type":"response.failed","response":{"error":{"code":"server_error","message":"no"}}}

                    """);
            wire.end();
        });
        rig.provider.when("key-2", (request, wire) -> {
            wire.events();
            wire.chunk("data: {\"type\":\"response.completed\",\"response\":{\"model\":\"gpt\"}}\n\n");
            wire.end();
        });
        String body = post("/responses", "{'model':'openai/m','stream':true,'input':'hi'}")
                .body();
        assertTrue(body.contains("response.completed"), body);
        assertFalse(body.contains("response.failed"), body);
        assertEquals(2, rig.rows().size());
    }

    @Test
    void tokensAreCountedHereWhereTheProviderDoesNot() throws Exception {
        rig.key(1, "groq");
        HttpResponse<String> response = post(
                "/messages/count_tokens", "{'model':'groq/m','messages':[{'role':'user','content':'Hello, world'}]}");
        assertEquals(200, response.statusCode(), response.body());
        long tokens = json(response).path("input_tokens").asLong();
        assertTrue(tokens >= 3 && tokens <= 12, response.body());
        assertEquals(0, rig.rows().size());
        assertEquals(0, rig.provider.seen().size());
    }

    @Test
    void countingAtTheProviderCostsNothingAndHoldsNothing() throws Exception {
        rig.key(1, "anthropic");
        answers("key-1", "{'input_tokens':3}");
        rig.pool.put(new Member(
                new IntegrationId(1),
                GatewayRig.BRAND,
                "anthropic",
                true,
                0,
                null,
                null,
                new SpendLimit(new Money(1), SpendLimit.Period.MONTHLY, SpendLimit.Action.BLOCK)));
        rig.allowance = new Allowance(null, null, new Money(1), true, null, false);
        HttpResponse<String> response = rig.send(rig.request("/v1/messages/count_tokens")
                .setHeader("Authorization", "Bearer agent")
                .POST(BodyPublishers.ofString(
                        "{'model':'anthropic/unpriced','messages':[{'role':'user','content':'hi'}]}"
                                .replace('\'', '"'))));
        assertEquals(200, response.statusCode(), response.body());
        assertEquals(Money.ZERO, rig.rows().getFirst().cost());
        assertEquals(Money.ZERO, rig.meter.figures("agt_2", GatewayRig.NOW).spentThisMonth());
    }

    @Test
    void aProviderWithoutTheSurfaceIsSaidToLackIt() throws Exception {
        rig.key(1, "groq");
        HttpResponse<String> response = post("/embeddings", "{'model':'groq/m','input':'x'}");
        assertEquals(404, response.statusCode(), response.body());
        assertTrue(json(response).at("/error/message").asText().contains("groq takes no embeddings"), response.body());
        assertEquals(0, rig.provider.seen().size());
    }
}
