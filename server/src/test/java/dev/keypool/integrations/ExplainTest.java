package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.pool.Lease;
import dev.keypool.pool.LeaseRequest;
import dev.keypool.pool.LeaseResult.Leased;
import dev.keypool.pool.Outcome;
import dev.keypool.values.BrandId;
import dev.keypool.values.FailureClass;
import dev.keypool.values.IntegrationId;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code POST /api/v1/integrations/explain}. */
class ExplainTest {
    @TempDir
    private Path folder;

    private Vertx vertx;
    private House house;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        house = new House(vertx, folder, Map.of());
    }

    @AfterEach
    void close() {
        house.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void theChosenKeyIsTheOneThatARequestGets() {
        key("groq", "a", "'minute_limit':3");
        key("groq", "b", "'is_primary':true,'minute_limit':2");
        key("groq", "c", "'daily_limit':9");
        for (int i = 0; i < 8; i++) {
            JsonNode page = explain("groq/llama");
            assertEquals("served", page.get("outcome").asText(), page.toString());
            long chosen = 0;
            for (JsonNode key : page.at("/targets/0/keys")) {
                if (key.get("chosen").asBoolean())
                    chosen = key.get("integration_id").asLong();
            }
            assertEquals(chosen, send("groq"), "request " + i);
            assertTrue(page.get("sentence").asText().endsWith("Groq with integration " + chosen + "."));
        }
    }

    @Test
    void everyKeyHasItsPlaceOrItsReason() {
        long plain = key("groq", "a", "");
        long off = key("groq", "b", "'daily_limit':4");
        long full = key("groq", "c", "'minute_limit':1,'is_primary':true");
        house.run("updateIntegration", Calls.body(Calls.id(Calls.of(1), off), "{'is_active':false}"));
        assertEquals(full, send("groq"));
        JsonNode keys = explain("groq/llama").at("/targets/0/keys");
        assertEquals(
                "{'integration_id':" + plain + ",'key_label':null,'position':1,'chosen':true,'cause':null,'until':null,"
                        + "'priority':0,'health_status':'healthy','in_flight':0,"
                        + "'limits':{'daily_left':null,'minute_left':null,'spend_left':null}}",
                text(keys.get(0)));
        assertEquals(
                "{'integration_id':" + full + ",'key_label':null,'position':null,'chosen':false,'cause':'minute_limit',"
                        + "'until':'2026-11-23T12:01:01Z','priority':10,'health_status':'healthy','in_flight':0,"
                        + "'limits':{'daily_left':null,'minute_left':0,'spend_left':null}}",
                text(keys.get(1)));
        assertEquals("inactive", keys.at("/2/cause").asText());
        assertEquals(4, keys.at("/2/limits/daily_left").asInt());
    }

    @Test
    void positionsRunOnOverTheTargetsOfABareName() {
        long second = key("mistral", "a", "");
        long first = key("groq", "b", "'is_primary':true");
        long third = key("mistral", "c", "");
        JsonNode page = explain("some-model");
        assertEquals(List.of("groq", "mistral"), texts(page.get("targets"), "provider_name"));
        assertEquals(first, page.at("/targets/0/keys/0/integration_id").asLong());
        assertEquals(second, page.at("/targets/1/keys/0/integration_id").asLong());
        assertEquals(third, page.at("/targets/1/keys/1/integration_id").asLong());
        assertEquals(3, page.at("/targets/1/keys/1/position").asInt());
        assertTrue(page.at("/targets/0/listed").isNull(), page.toString());
        assertFalse(page.at("/targets/1/keys/0/chosen").asBoolean());
    }

    @Test
    void aModelListAtHandDecidesWhereABareNameGoes() {
        key("mistral", "a", "");
        key("groq", "b", "'is_primary':true");
        house.listed.put("mistral", Set.of("some-model"));
        JsonNode page = explain("some-model");
        assertEquals(List.of("mistral"), texts(page.get("targets"), "provider_name"));
        assertTrue(page.at("/targets/0/listed").asBoolean());
        assertFalse(explain("mistral/other").at("/targets/0/listed").asBoolean(true));
    }

    @Test
    void whereNoKeyIsFreeTheFirstMomentIsNamed() {
        key("groq", "a", "'minute_limit':1");
        key("groq", "b", "'daily_limit':1");
        send("groq");
        send("groq");
        JsonNode page = explain("groq/llama");
        assertEquals("keys_exhausted", page.get("outcome").asText());
        assertEquals(page.at("/targets/0/keys/0/until"), page.get("retry_at"));
        assertEquals("2026-11-24T00:00:00Z", page.at("/targets/0/keys/1/until").asText());
    }

    @Test
    void aCoolingKeySaysUntilWhen() {
        long id = key("groq", "a", "");
        house.pool.judge(
                new IntegrationId(id),
                new Outcome.Failed(FailureClass.RATE_LIMITED, "slow down", Duration.ofSeconds(90)),
                now());
        JsonNode key = explain("groq/llama").at("/targets/0/keys/0");
        assertEquals("cooling", key.get("cause").asText());
        assertEquals("2026-11-23T12:01:30Z", key.get("until").asText());
        assertEquals("degraded", key.get("health_status").asText());
    }

    @Test
    void aKeyThatDoesNotOpenSaysSo() {
        key("groq", "a", "");
        house.database.write(handle -> handle.execute("UPDATE credential SET sealed = x'00'"));
        house.close();
        house = new House(vertx, folder, Map.of());
        assertEquals(
                "cannot_be_opened",
                explain("groq/llama").at("/targets/0/keys/0/cause").asText());
    }

    @Test
    void aBrandWithoutAKeyAndANameThatMeansNothingAreToldAsTheGatewayWould() {
        key("groq", "a", "");
        assertEquals("no_integration", explain("mistral/small").get("outcome").asText());
        assertEquals(
                "mistral",
                explain("mistral/small").at("/targets/0/provider_name").asText());
        JsonNode unknown = explain("groq/ ");
        assertEquals("model_not_found", unknown.get("outcome").asText());
        assertEquals(0, unknown.get("targets").size());
        JsonNode theirs = house.run("explain", Calls.body(Calls.of(2), "{'model':'groq/llama'}"));
        assertEquals("no_integration", theirs.get("outcome").asText());
        assertEquals(0, theirs.at("/targets/0/keys").size(), "another brand's keys are not shown");
    }

    @Test
    void nothingIsTakenOrCounted() {
        long id = key("groq", "a", "'minute_limit':1");
        JsonNode before = house.one(id);
        for (int i = 0; i < 3; i++) explain("groq/llama");
        assertEquals(before, house.one(id));
        assertEquals(id, send("groq"));
    }

    private long key(String provider, String letter, String more) {
        String credential = provider.equals("groq") ? UsageReportsTest.groq(letter) : letter.repeat(32);
        return house.created("{'provider_name':'" + provider + "','credentials':{'api_key':'" + credential + "'}"
                + (more.isEmpty() ? "" : "," + more) + "}");
    }

    /** A whole request that succeeds; says with which key. */
    private long send(String provider) {
        var result = house.pool.lease(LeaseRequest.free(new BrandId(1), provider), now());
        if (!(result instanceof Leased(Lease lease))) throw new AssertionError(result.toString());
        lease.sent(now());
        lease.settle(new Outcome.Success(), null, now());
        return lease.key().value();
    }

    private Instant now() {
        return Objects.requireNonNull(house.now.get());
    }

    private JsonNode explain(String model) {
        return house.run("explain", Calls.body(Calls.of(1), "{'model':'" + model + "'}"));
    }

    private static String text(JsonNode node) {
        return node.toString().replace('"', '\'');
    }

    private static List<String> texts(JsonNode list, String field) {
        List<String> texts = new ArrayList<>();
        list.forEach(one -> texts.add(one.get(field).asText()));
        return texts;
    }
}
