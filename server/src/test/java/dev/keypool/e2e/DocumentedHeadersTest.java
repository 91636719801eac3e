package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.e2e.Http.Reply;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway says and hears in headers, as {@code openapi.yaml} and {@code docs/gateway.md} have it. */
final class DocumentedHeadersTest {
    private static final String CHAT = "/v1/chat/completions";

    private static DocumentedStage stage;

    @BeforeAll
    static void start(@TempDir Path dir) {
        stage = DocumentedStage.start(dir);
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, "/v1/messages"})
    void anAgentsRefusalsAreDocumentedWithTheirHeaders(String path) {
        ObjectNode example = stage.example(path).put("model", "openai/gpt-4o").put("max_tokens", 100_000);
        Http poor = stage.agent("\"monthly_budget\":0.01,\"budget_action\":\"block\"");
        stage.assertDocumented(path, 402, poor.post(path, example.toString()));
        Http narrow = stage.agent("\"allowed_models\":[\"openai/gpt-4o-mini\"]");
        stage.assertDocumented(path, 403, narrow.post(path, example.toString()));
        Http slow = stage.agent("\"rpm\":1");
        Reply first = slow.post(path, example.toString());
        stage.assertDocumented(path, 200, first);
        assertEquals("0", first.header("X-RateLimit-Remaining-Requests"));
        Reply second = slow.post(path, example.toString());
        stage.assertDocumented(path, 429, second);
        assertEquals("1", second.header("X-RateLimit-Limit-Requests"));
        assertTrue(Long.parseLong(second.header("Retry-After")) > 0);
        assertTrue(Long.parseLong(second.header("X-RateLimit-Reset")) > 1_700_000_000L);
    }

    @Test
    void anotherTargetsHeaderStandsAtStreamsAndSoundToo() {
        String options = "\"spidergate_options\":{\"fallback_models\":[\"openai/gpt-4o-mini\"]}";
        for (boolean stream : new boolean[] {false, true}) {
            Reply reply = stage.brand()
                    .api()
                    .post(
                            CHAT,
                            "{\"model\":\"mistral/m\",\"stream\":" + stream + "," + options
                                    + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
            stage.assertDocumented(CHAT, 200, reply);
            assertEquals("mistral/m", reply.header("X-SpiderGate-Fallback-From"), "stream " + stream);
        }
        String path = "/v1/audio/speech";
        ObjectNode ask = stage.example(path).put("model", "mistral/m");
        ask.putObject("spidergate_options").putArray("fallback_models").add("openai/tts-1");
        Reply sound = stage.brand().api().post(path, ask.toString());
        stage.assertDocumented(path, 200, sound);
        assertEquals("mistral/m", sound.header("X-SpiderGate-Fallback-From"));
    }

    @Test
    void anAnswerFromTheCacheSaysSo() {
        ObjectNode ask = stage.example(CHAT);
        ask.putObject("spidergate_options").put("cache_enabled", true);
        assertEquals("", stage.brand().api().post(CHAT, ask.toString()).header("X-Keypool-Cache"));
        Reply again = stage.brand().api().post(CHAT, ask.toString());
        stage.assertDocumented(CHAT, 200, again);
        assertEquals("hit", again.header("X-Keypool-Cache"));
        JsonNode metadata = again.json().get("spidergate_metadata");
        assertTrue(metadata.get("cache_hit").asBoolean());
        assertEquals(0, metadata.get("cost_usd").decimalValue().signum());
    }

    @Test
    void aMemberThatIsLeftOutIsNamed() {
        ObjectNode ask =
                stage.example(CHAT).put("model", "anthropic/claude-sonnet-4-5").put("seed", 7);
        Reply reply = stage.brand().api().post(CHAT, ask.toString());
        stage.assertDocumented(CHAT, 200, reply);
        assertEquals("seed", reply.header("X-Keypool-Ignored"));
    }

    @Test
    void whatAnthropicsClientsSayInHeadersReachesAProviderThatSpeaksTheirDialect() {
        ObjectNode ask = stage.example("/v1/messages").put("model", "openrouter/anthropic/claude-sonnet-4.5");
        stage.assertDocumented("/v1/messages", 200, stage.brand().api().post("/v1/messages", ask.toString()));
        assertEquals("2023-06-01", seen("anthropic-version"));
        assertNull(seen("anthropic-beta"));
        Reply beta = stage.brand()
                .api()
                .send("POST", "/v1/messages", ask.toString(), "anthropic-beta", "interleaved-thinking");
        stage.assertDocumented("/v1/messages", 200, beta);
        assertEquals("interleaved-thinking", seen("anthropic-beta"));
    }

    private static @Nullable String seen(String header) {
        return stage.product()
                .sandbox()
                .lastCall(stage.openRouterKey())
                .orElseThrow()
                .header(header);
    }
}
