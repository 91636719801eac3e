package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Aliases and the model policy over HTTP, from their making to a request that is served by them. */
final class AliasesContractTest {
    private static final String ALIAS = "/api/v1/aliases/team%2Ffast";

    @TempDir
    private static Path dir;

    @Nullable
    private static Product product;

    private Brand brand;

    @BeforeAll
    static void start() {
        product = Product.start(dir, "KEYPOOL_API_RATE_PER_MINUTE", "0");
    }

    @AfterAll
    static void stop() {
        product().close();
    }

    private static Product product() {
        return java.util.Objects.requireNonNull(product);
    }

    @BeforeEach
    void arrive() {
        brand = Brand.make(product());
    }

    @AfterEach
    void leave() {
        brand.close();
    }

    private Reply send(String method, String path, String json) {
        return brand.api().send(method, path, json.replace('\'', '"'));
    }

    private Reply chat(String model) {
        return send(
                "POST",
                "/v1/chat/completions",
                "{'model':'" + model + "','messages':[{'role':'user','content':'hi'}]}");
    }

    @Test
    void anAliasIsMadeUsedChangedAndDeleted() {
        brand.key("groq", Brand.groqKey());
        Reply made =
                send("POST", "/api/v1/aliases", "{'name':'team/fast','models':['cohere/command-a-03-2025','groq/m']}");
        assertEquals(201, made.status(), made.text());
        assertEquals(ALIAS, made.header("Location"));
        assertEquals("[\"groq/m\"]", made.json().get("unknown_models").toString());
        Reply served = chat("team/fast");
        assertEquals(200, served.status(), served.text());
        assertEquals("cohere/command-a-03-2025", served.header("X-SpiderGate-Fallback-From"));
        assertEquals("groq", served.json().at("/spidergate_metadata/provider").asText());
        Reply patched = send("PATCH", ALIAS, "{'models':['groq/other']}");
        assertEquals(200, patched.status(), patched.text());
        assertEquals(
                "other",
                chat("team/fast")
                        .json()
                        .at("/spidergate_metadata/provider_model")
                        .asText());
        JsonNode shown = brand.api().get("/v1/aliases").json().at("/data/25");
        assertEquals("team/fast", shown.get("id").asText());
        assertEquals(2, shown.at("/usage_30d/requests").asInt());
        Reply deleted = brand.api().delete(ALIAS);
        assertEquals(200, deleted.status(), deleted.text());
        assertTrue(deleted.json().get("alias").isNull());
        assertEquals(404, brand.api().get(ALIAS).status());
        assertEquals(404, brand.api().delete(ALIAS).status());
    }

    @Test
    void anOverrideOfAnAliasThatShipsHoldsForItsBrandAlone() {
        String path = "/api/v1/aliases/agent%2Fchat";
        assertEquals(200, send("PUT", path, "{'models':['groq/x']}").status());
        assertEquals("brand", brand.api().get(path).json().at("/alias/source").asText());
        try (Brand other = Brand.make(product())) {
            assertEquals(
                    "default", other.api().get(path).json().at("/alias/source").asText());
        }
        assertEquals(
                "default", brand.api().delete(path).json().at("/alias/source").asText());
    }

    @Test
    void aPolicyIsInForceAtOnceForExplainAndForRequests() {
        brand.key("groq", Brand.groqKey());
        Reply set = send("PUT", "/api/v1/model-policy", "{'allowed_models':['agent/*','groq/allowed']}");
        assertEquals(200, set.status(), set.text());
        Reply refused = chat("groq/m");
        assertEquals(403, refused.status(), refused.text());
        assertEquals("model_not_allowed", refused.json().at("/error/code").asText());
        assertEquals(200, chat("groq/allowed").status());
        assertEquals(200, chat("agent/chat").status());
        assertEquals(
                "model_not_allowed",
                send("POST", "/api/v1/integrations/explain", "{'model':'groq/m'}")
                        .json()
                        .get("outcome")
                        .asText());
        assertEquals(200, brand.api().delete("/api/v1/model-policy").status());
        assertEquals(200, chat("groq/m").status());
    }

    @Test
    void everyFaultIsNamedInOneAnswer() {
        Reply reply =
                send("POST", "/api/v1/aliases", "{'name':'groq/x','models':['grok/a','agent/chat'],'usecase':'x'}");
        assertEquals(422, reply.status(), reply.text());
        assertTrue(reply.json().get("detail").size() >= 1, reply.text());
        Reply whole = send("POST", "/api/v1/aliases", "{'name':'groq/x','models':['grok/a','agent/chat']}");
        assertEquals(422, whole.status(), whole.text());
        assertEquals(3, whole.json().get("detail").size(), whole.text());
    }
}
