package dev.keypool.gateway;

import static dev.keypool.gateway.GatewayRig.answer;
import static dev.keypool.gateway.GatewayRig.ask;
import static dev.keypool.gateway.GatewayRig.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.ledger.Row;
import dev.keypool.values.BrandId;
import dev.keypool.values.Money;
import dev.keypool.values.Surface;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheTest {
    private static final String CACHED = "\"spidergate_options\":{\"cache_enabled\":true,\"cache_ttl_seconds\":60}";
    private static final String STREAM = """
            data: {"id":"c","model":"m-1","choices":[{"index":0,"delta":{"content":"hello"},"finish_reason":null}]}

            data: {"id":"c","model":"m-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":5}}

            data: [DONE]

            """;

    private GatewayRig rig;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        rig = new GatewayRig(folder);
        rig.key(1, "groq");
        rig.provider.when("key-1", 200, answer("m"));
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void theSameRequestGetsTheSameAnswerForNothing() throws Exception {
        JsonNode first = json(rig.chat(ask("groq/m", CACHED)));
        HttpResponse<String> again = rig.chat(ask("groq/m", CACHED));
        JsonNode second = json(again);
        assertFalse(first.at("/spidergate_metadata/cache_hit").asBoolean());
        assertTrue(second.at("/spidergate_metadata/cache_hit").asBoolean());
        assertEquals(0, second.at("/spidergate_metadata/cost_usd").asInt(-1));
        assertEquals("hit", again.headers().firstValue("x-keypool-cache").orElseThrow());
        ((ObjectNode) first).remove("spidergate_metadata");
        ((ObjectNode) second).remove("spidergate_metadata");
        assertEquals(first, second);
        assertEquals(1, rig.provider.seen().size());
        assertEquals(1, rig.view(1).dailyCount(), "the key counts what was sent with it, nothing else");
        Row row = rig.rows().stream()
                .filter(one -> one.course().cacheHit())
                .findFirst()
                .orElseThrow();
        assertEquals(Money.ZERO, row.cost());
        assertNull(row.sentAt());
        assertEquals("ok", row.result());
    }

    @Test
    void aStreamIsGivenAgainAsAStream() throws Exception {
        rig.provider.when("key-1", (request, wire) -> {
            wire.events();
            wire.chunk(STREAM);
            wire.end();
        });
        String first = rig.chat(ask("groq/m", CACHED, "\"stream\":true")).body();
        HttpResponse<String> again = rig.chat(ask("groq/m", CACHED, "\"stream\":true"));
        assertEquals(first, again.body());
        assertTrue(again.headers().firstValue("content-type").orElseThrow().startsWith("text/event-stream"));
        assertEquals(1, rig.provider.seen().size());
    }

    @Test
    void withoutBeingAskedNothingIsKeptOrGiven() throws Exception {
        rig.chat(ask("groq/m"));
        rig.chat(ask("groq/m", CACHED));
        rig.chat(ask("groq/m"));
        assertEquals(3, rig.provider.seen().size());
    }

    @Test
    void itIsForgottenAfterItsTime() throws Exception {
        rig.chat(ask("groq/m", CACHED));
        rig.skip(Duration.ofSeconds(61));
        rig.chat(ask("groq/m", CACHED));
        assertEquals(2, rig.provider.seen().size());
    }

    @Test
    void aFailureIsNotKept() throws Exception {
        rig.provider.when("key-1", 400, "{\"error\":{\"message\":\"no\"}}");
        assertEquals(400, rig.chat(ask("groq/m", CACHED)).statusCode());
        rig.provider.when("key-1", 200, answer("m"));
        assertEquals(200, rig.chat(ask("groq/m", CACHED)).statusCode());
        assertEquals(2, rig.provider.seen().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':1,'b':[1,2]}|{ 'b': [1.0, 2], 'a': 1e0 }|true",
                "{'a':'1'}|{'a':1}|false",
                "{'a':[1,2]}|{'a':[2,1]}|false",
                "{'a':null}|{}|false",
                "{'a':null}|{'a':'null'}|false",
                "{'a':['b','c']}|{'a':['bc']}|false",
                "{'a':{'b':1}}|{'a':{},'b':1}|false",
                "{'a':true}|{'a':'true'}|false",
            })
    void whatMeansTheSameIsTheSame(String one, String other, boolean same) {
        String first = Digest.of(new BrandId(1), Surface.CHAT, Map.of(), bytes(one));
        assertEquals(same, first.equals(Digest.of(new BrandId(1), Surface.CHAT, Map.of(), bytes(other))));
        assertNotEquals(first, Digest.of(new BrandId(2), Surface.CHAT, Map.of(), bytes(one)), "never across brands");
        assertNotEquals(first, Digest.of(new BrandId(1), Surface.EMBEDDINGS, Map.of(), bytes(one)));
        assertNotEquals(first, Digest.of(new BrandId(1), Surface.CHAT, Map.of("anthropic-beta", "x"), bytes(one)));
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
