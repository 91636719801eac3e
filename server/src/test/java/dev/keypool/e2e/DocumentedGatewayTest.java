package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.e2e.Http.Reply;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway's paths in {@code openapi.yaml}: what the document shows as a request is sent, and the answer held against it. */
final class DocumentedGatewayTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String TRANSCRIPTIONS = "/v1/audio/transcriptions";
    private static final String PROXY = "/v1/proxy/{provider_name}/{path}";

    private static Product product;
    private static Brand brand;
    private static Brand keyless;
    private static DocumentedAnswers document;
    private static String openRouterKey;

    @BeforeAll
    static void start(@TempDir Path dir) {
        product = Product.start(
                dir,
                "KEYPOOL_PROVIDERS_OPENAI_BASE_URL",
                "{sandbox}/openai/v1",
                "KEYPOOL_PROVIDERS_ANTHROPIC_BASE_URL",
                "{sandbox}/anthropic/v1",
                "KEYPOOL_PROVIDERS_SILICONFLOW_BASE_URL",
                "{sandbox}/siliconflow/v1");
        document = DocumentedAnswers.of(product);
        brand = Brand.make(product);
        keyless = Brand.make(product);
        openRouterKey = Credentials.of("openrouter");
        brand.key("openrouter", openRouterKey);
        for (String provider : List.of("openai", "anthropic", "siliconflow"))
            brand.key(provider, Credentials.of(provider));
    }

    @AfterAll
    static void stop() {
        product.close();
    }

    @Test
    void thePathsOfTheDocumentAreThoseThatTheGatewayNames() {
        String sentence =
                brand.api().get("/v1/nonsense").json().at("/error/message").asText();
        String served = sentence.substring(sentence.indexOf("It serves ") + 10, sentence.indexOf(", /models,"));
        TreeSet<String> named = new TreeSet<>(List.of(
                served.replace("<provider>/<path>", "{provider_name}/{path}").split(", ", -1)));
        assertEquals(
                named,
                document.posts().stream()
                        .map(path -> path.substring(3))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CHAT,
                "/v1/responses",
                "/v1/messages",
                "/v1/messages/count_tokens",
                "/v1/completions",
                "/v1/embeddings",
                "/v1/rerank",
                "/v1/moderations",
                "/v1/images/generations",
                "/v1/audio/speech"
            })
    void theExampleRequestIsAnsweredAsDocumented(String path) {
        assertDocumented(
                path, 200, brand.api().post(path, document.exampleRequest(path).toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, "/v1/responses", "/v1/messages", "/v1/completions"})
    void aStreamIsOfTheDocumentedType(String path) {
        String body = document.exampleRequest(path).put("stream", true).toString();
        Reply reply = brand.api().post(path, body);
        assertDocumented(path, 200, reply);
        assertTrue(reply.header("Content-Type").startsWith("text/event-stream"), reply.header("Content-Type"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "text"})
    void aTranscriptionIsAnsweredAsDocumented(String format) {
        String form = part("model", "openai/whisper-1") + part("response_format", format)
                + part("file\"; filename=\"a.wav", "RIFF and so on") + "--edge--\r\n";
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + product.port() + TRANSCRIPTIONS))
                .header("Authorization", "Bearer " + brand.token())
                .header("Content-Type", "multipart/form-data; boundary=edge")
                .POST(BodyPublishers.ofString(form))
                .build();
        assertDocumented(TRANSCRIPTIONS, 200, brand.api().exchange(request));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE"})
    void aProxiedCallIsAnsweredAsDocumented(String method) {
        String body = method.equals("GET") || method.equals("DELETE") ? null : "{\"x\":1}";
        Reply reply = brand.api().send(method, "/v1/proxy/openai/echo/here?status=418", body);
        assertEquals(418, reply.status(), reply.text());
        assertEquals(
                List.of(),
                document.faults(PROXY, method.toLowerCase(java.util.Locale.ROOT), reply.raw(), reply.text()));
    }

    @Test
    void whatCanGoWrongEverywhereIsDocumentedEverywhere() {
        String noScope = agent("\"scopes\":[\"gate:models\"]");
        for (String path : document.posts()) {
            if (!document.takesJson(path)) continue;
            ObjectNode example = document.exampleRequest(path);
            assertDocumented(path, 400, brand.api().post(path, "{\"model\":3}"));
            assertDocumented(path, 401, product.http(null).post(path, example.toString()));
            assertDocumented(path, 403, product.http(noScope).post(path, example.toString()));
            assertDocumented(
                    path,
                    404,
                    brand.api()
                            .post(
                                    path,
                                    example.deepCopy()
                                            .put("model", "agent/nonsense")
                                            .toString()));
            assertDocumented(path, 415, brand.api().send("POST", path, null, "Content-Type", "text/plain"));
            assertErrorShape(path, brand.api().get(path), 405);
            if (!path.endsWith("count_tokens"))
                assertDocumented(path, 503, keyless.api().post(path, example.toString()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, "/v1/messages"})
    void anAgentsRefusalsAreDocumentedWithTheirHeaders(String path) {
        ObjectNode example =
                document.exampleRequest(path).put("model", "openai/gpt-4o").put("max_tokens", 100_000);
        Http poor = product.http(agent("\"monthly_budget\":0.01,\"budget_action\":\"block\""));
        assertDocumented(path, 402, poor.post(path, example.toString()));
        Http narrow = product.http(agent("\"allowed_models\":[\"openai/gpt-4o-mini\"]"));
        assertDocumented(path, 403, narrow.post(path, example.toString()));
        Http slow = product.http(agent("\"rpm\":1"));
        Reply first = slow.post(path, example.toString());
        assertDocumented(path, 200, first);
        assertEquals("0", first.header("X-RateLimit-Remaining-Requests"));
        Reply second = slow.post(path, example.toString());
        assertDocumented(path, 429, second);
        assertEquals("1", second.header("X-RateLimit-Limit-Requests"));
        assertTrue(Long.parseLong(second.header("Retry-After")) > 0);
        assertTrue(Long.parseLong(second.header("X-RateLimit-Reset")) > 1_700_000_000L);
    }

    @Test
    void anotherTargetsHeaderStandsAtStreamsToo() {
        String options = "\"spidergate_options\":{\"fallback_models\":[\"openai/gpt-4o-mini\"]}";
        for (boolean stream : new boolean[] {false, true}) {
            Reply reply = brand.api()
                    .post(
                            CHAT,
                            "{\"model\":\"mistral/m\",\"stream\":" + stream + "," + options
                                    + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
            assertDocumented(CHAT, 200, reply);
            assertEquals("mistral/m", reply.header("X-SpiderGate-Fallback-From"), "stream " + stream);
        }
    }

    @Test
    void anAnswerFromTheCacheSaysSo() {
        ObjectNode ask = document.exampleRequest(CHAT);
        ask.putObject("spidergate_options").put("cache_enabled", true);
        assertEquals("", brand.api().post(CHAT, ask.toString()).header("X-Keypool-Cache"));
        Reply again = brand.api().post(CHAT, ask.toString());
        assertDocumented(CHAT, 200, again);
        assertEquals("hit", again.header("X-Keypool-Cache"));
        JsonNode metadata = again.json().get("spidergate_metadata");
        assertTrue(metadata.get("cache_hit").asBoolean());
        assertEquals(0, metadata.get("cost_usd").decimalValue().signum());
    }

    @Test
    void aMemberThatIsLeftOutIsNamed() {
        ObjectNode ask = document.exampleRequest(CHAT)
                .put("model", "anthropic/claude-sonnet-4-5")
                .put("seed", 7);
        Reply reply = brand.api().post(CHAT, ask.toString());
        assertDocumented(CHAT, 200, reply);
        assertEquals("seed", reply.header("X-Keypool-Ignored"));
    }

    @Test
    void whatAnthropicsClientsSayInHeadersReachesAProviderThatSpeaksTheirDialect() {
        ObjectNode ask = document.exampleRequest("/v1/messages").put("model", "openrouter/anthropic/claude-sonnet-4.5");
        assertDocumented("/v1/messages", 200, brand.api().post("/v1/messages", ask.toString()));
        assertEquals("2023-06-01", seen("anthropic-version"));
        assertNull(seen("anthropic-beta"));
        Reply beta = brand.api().send("POST", "/v1/messages", ask.toString(), "anthropic-beta", "interleaved-thinking");
        assertDocumented("/v1/messages", 200, beta);
        assertEquals("interleaved-thinking", seen("anthropic-beta"));
    }

    private static @Nullable String seen(String header) {
        return product.sandbox().lastCall(openRouterKey).orElseThrow().header(header);
    }

    @Test
    void aTypeThatIsNotDocumentedWouldBeNoticed() {
        assertFalse(document.documents(CHAT, "post", 200, "text/html"));
        Reply reply = brand.api().post(CHAT, document.exampleRequest(CHAT).toString());
        assertFalse(document.faults("/v1/embeddings", "post", reply.raw(), reply.text())
                .isEmpty());
    }

    private static void assertDocumented(String path, int status, Reply reply) {
        assertEquals(status, reply.status(), path + ": " + reply.text());
        assertEquals(List.of(), document.faults(path, "post", reply.raw(), reply.text()), path + ": " + status);
    }

    /** A GET there has no operation of its own; its refusal is documented at the POST. */
    private static void assertErrorShape(String path, Reply reply, int status) {
        assertDocumented(path, status, reply);
        assertEquals("POST", reply.header("Allow"));
    }

    private static String agent(String terms) {
        Reply made = brand.api().post("/api/v1/agents", "{\"name\":\"a\"," + terms + "}");
        assertEquals(201, made.status(), made.text());
        return made.json().required("token").asText();
    }

    private static String part(String name, String value) {
        return "--edge\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }
}
