package dev.keypool.gateway;

import static dev.keypool.gateway.GatewayRig.BRAND;
import static dev.keypool.gateway.GatewayRig.answer;
import static dev.keypool.gateway.GatewayRig.ask;
import static dev.keypool.gateway.GatewayRig.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.metering.BrandPrice;
import dev.keypool.metering.Price;
import dev.keypool.routing.Alias;
import dev.keypool.routing.Target;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code /models}, {@code /models/{id}} and {@code /aliases}; and requests by alias. */
class CataloguePagesTest {
    @TempDir
    private Path folder;

    private GatewayRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new GatewayRig(folder);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private JsonNode open(String path) throws Exception {
        return json(rig.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + rig.port + path))));
    }

    private static List<String> ids(JsonNode list) {
        List<String> ids = new ArrayList<>();
        for (JsonNode item : list.get("data")) ids.add(item.get("id").asText());
        return ids;
    }

    private void alias(String name, String... models) {
        rig.routes
                .aliases()
                .put(
                        BRAND,
                        new Alias(
                                name,
                                null,
                                Arrays.stream(models).map(Target::of).toList()));
    }

    @Test
    void aModelShowsAllThatIsKnownOfIt() throws Exception {
        assertEquals(GatewayRig.JSON.readTree("""
                        {"id":"openai/gpt-5.6-luna","object":"model","created":0,"owned_by":"openai","spidergate_info":{
                        "provider":"openai","provider_model":"gpt-5.6-luna","display_name":"OpenAI: gpt-5.6-luna",
                        "context_window":1050000,"max_output_tokens":null,"capabilities":["chat","vision","function_calling"],
                        "free_tier":false,"is_configured":null,"in_task_aliases":[],
                        "pricing":{"input":0.20,"output":1.20,"cached_read":0.02,"cached_write":0.25}}}"""), open("/v1/models/openai/gpt-5.6-luna"));
        JsonNode speech = open("/v1/models/openai/tts-1").get("spidergate_info");
        assertTrue(speech.get("pricing").isNull());
        assertFalse(speech.get("free_tier").asBoolean());
        assertEquals("[\"speech\"]", speech.get("capabilities").toString());
        assertEquals(
                "[\"spideriq/summarization\",\"spideriq/vision\"]",
                open("/v1/models/groq%2Fmeta-llama%2Fllama-4-scout-17b-16e-instruct")
                        .at("/spidergate_info/in_task_aliases")
                        .toString());
    }

    @Test
    void aBareNameFindsTheModelAndPrefersOneThatHasAKey() throws Exception {
        assertEquals("openai/gpt-4o", open("/v1/models/gpt-4o").get("id").asText());
        rig.key(1, "cerebras", rig.provider.origin() + "/cerebras/v1", null);
        rig.provider.when("key-1", 200, "{\"data\":[]}");
        assertEquals(
                "cerebras/gpt-oss-120b",
                json(rig.get("/v1/models/gpt-oss-120b")).get("id").asText());
        JsonNode none = json(rig.get("/v1/models/gpt-99"));
        assertEquals("model_not_found", none.at("/error/code").asText());
    }

    @Test
    void theBrandsOwnModelsComeFirstAndItsPricesHold() throws Exception {
        rig.key(1, "mistral");
        rig.provider.when("key-1", 200, """
                {"object":"list","data":[
                {"id":"codestral-2508","name":"codestral-2508","max_context_length":256000,"capabilities":{"vision":false,"function_calling":true}},
                {"id":"ours","name":"Our own","created":7,"owned_by":"us","context_window":0,"max_completion_tokens":99,
                 "architecture":{"input_modalities":["text","image"],"x":{"y":1}},"supported_parameters":["tools","seed"],
                 "top_provider":{"max_completion_tokens":77}}]}""");
        rig.prices.put(new BrandPrice(
                BRAND, "mistral", "ours", new Price(0, 0, null, null, null, null, null, null), LocalDate.EPOCH));
        JsonNode list = json(rig.get("/v1/models?limit=30"));
        assertTrue(ids(list).getFirst().startsWith("mistral/"));
        JsonNode ours = json(rig.get("/v1/models/mistral/ours"));
        assertEquals(7, ours.get("created").asInt());
        assertEquals("us", ours.get("owned_by").asText());
        JsonNode info = ours.get("spidergate_info");
        assertEquals("Our own", info.get("display_name").asText());
        assertTrue(info.get("context_window").isNull());
        assertEquals(77, info.get("max_output_tokens").asInt());
        assertEquals(
                "[\"chat\",\"vision\",\"function_calling\"]",
                info.get("capabilities").toString());
        assertTrue(info.get("free_tier").asBoolean());
        assertTrue(info.get("is_configured").asBoolean());
        JsonNode known = json(rig.get("/v1/models/mistral/codestral-2508")).get("spidergate_info");
        assertEquals(256_000, known.get("context_window").asInt());
        assertTrue(known.get("display_name").asText().endsWith(": codestral-2508"), known.toString());
        assertEquals(1, rig.provider.seen().size());
    }

    @Test
    void googlesNamesAreKnownWithoutTheirPrefix() throws Exception {
        rig.key(1, "google_ai", rig.provider.origin() + "/google/v1", null);
        rig.provider.when("key-1", 200, "{\"data\":[{\"id\":\"models/gemini-2.5-flash\"},{\"id\":\"models/new\"}]}");
        List<String> ids = ids(json(rig.get("/v1/models?provider=google_ai&limit=2000")));
        assertTrue(ids.contains("google_ai/gemini-2.5-flash"));
        assertFalse(ids.contains("google_ai/models/gemini-2.5-flash"));
        assertTrue(ids.contains("google_ai/models/new"));
    }

    @Test
    void everyFilterNarrowsTheList() throws Exception {
        rig.key(1, "groq");
        rig.provider.when("key-1", 200, "{\"data\":[]}");
        JsonNode configured = json(rig.get("/v1/models?configured_only=true"));
        assertEquals(18, configured.get("total").asInt());
        assertTrue(ids(configured).stream().allMatch(id -> id.startsWith("groq/")));
        assertEquals(0, open("/v1/models?configured_only=true").get("total").asInt());
        for (JsonNode item : open("/v1/models?free_only=true").get("data"))
            assertTrue(item.at("/spidergate_info/free_tier").asBoolean());
        assertTrue(ids(open("/v1/models?free_only=true")).contains("zhipu/glm-4.7-flash"));
        assertEquals(
                List.of(
                        "openai/text-embedding-3-large",
                        "openai/text-embedding-3-small",
                        "openai/text-embedding-ada-002"),
                ids(open("/v1/models?provider=openai&capability=embeddings")));
        assertEquals(
                List.of("mistral/pixtral-12b", "mistral/pixtral-large-latest"),
                ids(open("/v1/models?search=PIXTRAL&provider=mistral&configured_only=false")));
    }

    @Test
    void everyOrderIsKept() throws Exception {
        assertEquals(
                List.of("deepseek/deepseek-v4-flash", "deepseek/deepseek-v4-pro"),
                ids(open("/v1/models?provider=deepseek&sort_by=cost")));
        assertEquals(
                "openai/gpt-5.4",
                ids(open("/v1/models?provider=openai&sort_by=context")).getFirst());
        List<String> cheap = ids(open("/v1/models?provider=openai&sort_by=cost&limit=2000"));
        assertEquals("openai/text-embedding-3-small", cheap.getFirst());
        assertEquals("openai/tts-1-hd", cheap.getLast());
        for (String by : List.of("name", "provider")) {
            List<String> sorted = ids(open("/v1/models?provider=cerebras&sort_by=" + by));
            assertEquals(sorted.stream().sorted().toList(), sorted);
        }
    }

    @Test
    void whatWasUsedMostComesFirst() throws Exception {
        rig.key(1, "groq");
        rig.provider.when(
                "key-1",
                (request, wire) -> wire.json(
                        200, request.line().startsWith("GET") ? "{\"data\":[]}" : answer("openai/gpt-oss-20b")));
        assertEquals(200, rig.chat(ask("groq/openai/gpt-oss-20b")).statusCode());
        assertEquals("groq/openai/gpt-oss-20b", ids(json(rig.get("/v1/models"))).getFirst());
    }

    @Test
    void pagesAreCutFromTheWholeList() throws Exception {
        List<String> all = ids(open("/v1/models?limit=2000"));
        assertEquals(all.subList(3, 5), ids(open("/v1/models?limit=2&offset=3")));
        assertEquals(
                all.size(), open("/v1/models?limit=2&offset=3").get("total").asInt());
        assertEquals(List.of(), ids(open("/v1/models?offset=99999")));
        assertEquals(500, open("/api/gate/v1/models").get("data").size());
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models?providers=groq, providers",
        "/v1/models?provider=grok, provider",
        "/v1/models?free_only=yes, free_only",
        "/v1/models?configured_only=1, configured_only",
        "/v1/models?capability=telepathy, capability",
        "/v1/models?sort_by=price, sort_by",
        "/v1/models?limit=0, limit",
        "/v1/models?limit=2001, limit",
        "/v1/models?limit=many, limit",
        "/v1/models?offset=-1, offset",
        "/v1/models?limit=1&limit=2, limit",
        "/v1/models?limit, limit",
        "/v1/models/gpt-4o?x=1, x",
        "/v1/aliases?limit=1, limit"
    })
    void aWrongParameterIsNamed(String path, String param) throws Exception {
        HttpResponse<String> response = rig.get(path);
        assertEquals(400, response.statusCode(), response.body());
        JsonNode error = json(response).get("error");
        assertEquals("invalid_request_error", error.get("type").asText());
        assertEquals(param, error.get("param").asText());
        assertEquals(List.of(), rig.provider.seen());
    }

    @Test
    void whatThePolicyForbidsIsNotListedAndNotServed() throws Exception {
        rig.key(1, "groq");
        rig.key(2, "openrouter");
        rig.provider.when("key-1", 200, answer("m"));
        rig.provider.when("key-2", 200, "{\"data\":[]}");
        rig.routes.policies().put(BRAND, List.of("openrouter/*"));
        assertTrue(ids(json(rig.get("/v1/models?limit=2000"))).stream().allMatch(id -> id.startsWith("openrouter/")));
        HttpResponse<String> refused =
                rig.chat(ask("groq/m", "\"spidergate_options\":{\"fallback_models\":[\"groq/n\"]}"));
        assertEquals(403, refused.statusCode());
        assertEquals("model_not_allowed", json(refused).at("/error/code").asText());
        assertEquals("model", json(refused).at("/error/param").asText());
        rig.routes.policies().put(BRAND, List.of("groq/n"));
        assertEquals(
                200,
                rig.chat(ask("groq/m", "\"spidergate_options\":{\"fallback_models\":[\"groq/n\"]}"))
                        .statusCode());
    }

    @Test
    void aPolicyIsNotPassedByAMemberThatLetsTheProviderChoose() throws Exception {
        rig.key(1, "openrouter");
        rig.provider.when("key-1", 200, answer("m"));
        String member = "\"unheard_of\":1,\"models\":[\"openai/o3\"]";
        assertEquals(200, rig.chat(ask("openrouter/m", member)).statusCode());
        rig.routes.policies().put(BRAND, List.of("openrouter/m"));
        HttpResponse<String> refused = rig.chat(ask("openrouter/m", member));
        assertEquals(403, refused.statusCode(), refused.body());
        assertEquals("model_not_allowed", json(refused).at("/error/code").asText());
        assertEquals("models", json(refused).at("/error/param").asText());
        assertEquals(200, rig.chat(ask("openrouter/m")).statusCode());
    }

    @Test
    void aliasesWithoutATokenAreThoseThatShip() throws Exception {
        alias("ours", "groq/m");
        JsonNode first = open("/v1/aliases").at("/data/0");
        assertEquals("spideriq/coding", first.get("id").asText());
        assertEquals("default", first.get("source").asText());
        assertTrue(first.get("usage_30d").isNull());
        assertFalse(first.get("use_case").asText().isEmpty());
        assertEquals("openrouter/openai/gpt-5.3-codex", first.at("/models/0").asText());
        assertEquals(25, open("/v1/aliases").get("data").size());
    }

    @Test
    void anAliasIsServedByItsChainAndItsUseIsTold() throws Exception {
        alias("ours/fast", "cohere/c", "groq/m", "openrouter/n");
        rig.key(1, "groq");
        rig.key(2, "openrouter");
        rig.provider.when("key-1", 500, "{}");
        rig.provider.when("key-2", 200, answer("n"));
        HttpResponse<String> response = rig.chat(ask("ours/fast"));
        assertEquals(200, response.statusCode(), response.body());
        assertEquals(
                "cohere/c",
                response.headers().firstValue("x-spidergate-fallback-from").orElseThrow());
        assertEquals("n", json(response).get("model").asText());
        JsonNode metadata = json(response).get("spidergate_metadata");
        assertTrue(metadata.get("fallback_used").asBoolean());
        assertEquals("ours/fast", metadata.get("original_model").asText());
        JsonNode ours = json(rig.get("/v1/aliases")).at("/data/25");
        assertEquals(
                GatewayRig.JSON.readTree(
                        "{\"id\":\"ours/fast\",\"object\":\"alias\",\"use_case\":null,\"models\":[\"cohere/c\",\"groq/m\",\"openrouter/n\"],"
                                + "\"source\":\"brand\",\"usage_30d\":{\"requests\":2,\"errors\":1,\"tokens_in\":7,\"tokens_out\":2,"
                                + "\"cost\":0.000012}}"),
                ours);
        JsonNode unused = json(rig.get("/v1/aliases")).at("/data/0/usage_30d");
        assertEquals(0, unused.get("requests").asInt());
        assertEquals(0, unused.get("cost").asInt());
    }

    @Test
    void theFirstChoiceThatServesIsNoFallback() throws Exception {
        alias("ours", "groq/m", "openrouter/n");
        rig.key(1, "groq");
        rig.provider.when("key-1", 200, answer("m"));
        HttpResponse<String> response = rig.chat(ask("ours"));
        assertEquals(200, response.statusCode());
        assertTrue(response.headers().firstValue("x-spidergate-fallback-from").isEmpty());
        assertFalse(json(response).at("/spidergate_metadata/fallback_used").asBoolean());
    }

    @Test
    void anAliasWithoutAnyKeyNamesItsProvider() throws Exception {
        alias("ours", "groq/m", "openrouter/n");
        HttpResponse<String> response = rig.chat(ask("ours"));
        assertEquals(503, response.statusCode());
        assertTrue(json(response).at("/error/code").asText().startsWith("no_"), response.body());
    }

    @Test
    void optionsSteerAnAliasToo() throws Exception {
        alias("ours", "groq/m", "openrouter/n");
        rig.key(1, "groq");
        rig.key(2, "openrouter");
        rig.provider.when("key-2", 200, answer("n"));
        for (String option : List.of("\"excluded_providers\":[\"groq\"]", "\"preferred_providers\":[\"openrouter\"]")) {
            HttpResponse<String> response = rig.chat(ask("ours", "\"spidergate_options\":{" + option + "}"));
            assertEquals(200, response.statusCode());
            assertEquals(
                    "groq/m",
                    response.headers().firstValue("x-spidergate-fallback-from").orElseThrow());
        }
    }

    @Test
    void useIsReadAnewAfterAMinute() throws Exception {
        alias("ours", "groq/m");
        rig.key(1, "groq");
        rig.provider.when("key-1", 200, answer("m"));
        assertEquals(200, rig.chat(ask("ours")).statusCode());
        assertEquals(
                1,
                json(rig.get("/v1/aliases")).at("/data/25/usage_30d/requests").asInt());
        assertEquals(200, rig.chat(ask("ours")).statusCode());
        assertEquals(
                1,
                json(rig.get("/v1/aliases")).at("/data/25/usage_30d/requests").asInt());
        rig.skip(Duration.ofSeconds(61));
        assertEquals(
                2,
                json(rig.get("/v1/aliases")).at("/data/25/usage_30d/requests").asInt());
    }
}
