package dev.keypool.e2e;

import static dev.keypool.e2e.RulesContractTest.assertError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sections 1 to 3 of contract/integrations.md: list, create, read, change, delete. */
final class IntegrationsContractTest {
    private static final String LIST = "/api/v1/integrations";

    /** Every field, in the contract's order. */
    private static final List<String> FIELDS = List.of(
            "id",
            "provider_name",
            "provider_label",
            "key_label",
            "is_active",
            "is_primary",
            "priority",
            "daily_limit",
            "daily_count",
            "minute_limit",
            "minute_count",
            "health_status",
            "consecutive_failures",
            "last_used_at",
            "spend_limit_amount",
            "spend_limit_period",
            "spend_limit_action",
            "spend_limit_exceeded",
            "cached_balance",
            "cached_usage_today",
            "cached_usage_month",
            "cached_currency",
            "billing_synced_at",
            "key_preview",
            "created_at",
            "updated_at");

    private static Product product;

    private Brand brand;

    @BeforeAll
    static void start(@TempDir Path dir) {
        product = Product.start(dir, "KEYPOOL_API_RATE_PER_MINUTE", "0");
    }

    @AfterAll
    static void stop() {
        product.close();
    }

    @BeforeEach
    void makeBrand() {
        brand = Brand.make(product);
    }

    @AfterEach
    void closeBrand() {
        brand.close();
    }

    @Test
    void anEmptyListIsAList() {
        JsonNode list = brand.api().get(LIST).json();
        assertTrue(list.get("success").asBoolean());
        assertEquals(0, list.get("integrations").size());
        assertEquals(0, list.get("total").asInt());
        assertEquals(50, list.get("limit").asInt());
        assertEquals(0, list.get("offset").asInt());
    }

    @Test
    void aNewKeyHasEveryFieldAndNullWhereNothingIsKnown() {
        long id = brand.key("groq", "gsk_" + "a".repeat(49) + "xyz");
        JsonNode key = brand.api().get(LIST).json().get("integrations").get(0);
        assertEquals(FIELDS, names(key));
        assertEquals(id, key.get("id").asLong());
        assertEquals("groq", key.get("provider_name").asText());
        assertEquals("Groq", key.get("provider_label").asText());
        assertTrue(key.get("is_active").asBoolean());
        assertFalse(key.get("is_primary").asBoolean());
        assertEquals(0, key.get("priority").asInt());
        assertEquals(0, key.get("daily_count").asInt());
        assertEquals(0, key.get("minute_count").asInt());
        assertEquals("healthy", key.get("health_status").asText());
        assertEquals(0, key.get("consecutive_failures").asInt());
        assertFalse(key.get("spend_limit_exceeded").asBoolean(true));
        assertEquals("{\"api_key\":\"gsk...xyz\"}", key.get("key_preview").toString());
        assertTrue(
                key.get("created_at").asText().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ"), key.toString());
        for (String unknown : List.of(
                "key_label",
                "daily_limit",
                "minute_limit",
                "last_used_at",
                "spend_limit_amount",
                "spend_limit_period",
                "spend_limit_action",
                "cached_balance",
                "cached_usage_today",
                "cached_usage_month",
                "cached_currency",
                "billing_synced_at")) {
            assertTrue(key.get(unknown).isNull(), unknown);
        }
    }

    @Test
    void createAnswersTheWholeObjectItsPlaceAndItsTag() {
        Reply reply = brand.api().post(LIST, """
                {"provider_name":"openrouter","credentials":{"api_key":"  sk-or-v1-%s123 "},"key_label":"Production OpenRouter","is_primary":true,
                 "daily_limit":10000,"minute_limit":100,"spend_limit_amount":500,"spend_limit_period":"monthly","spend_limit_action":"warn"}""".formatted("f".repeat(61)));
        assertEquals(201, reply.status(), reply.text());
        JsonNode key = reply.json().get("integration");
        assertEquals(FIELDS, names(key));
        assertEquals(LIST + "/" + key.get("id").asLong(), reply.header("Location"));
        assertFalse(reply.header("ETag").isEmpty());
        assertEquals("Production OpenRouter", key.get("key_label").asText());
        assertTrue(key.get("is_primary").asBoolean());
        assertEquals(10, key.get("priority").asInt());
        assertEquals(10_000, key.get("daily_limit").asInt());
        assertEquals(100, key.get("minute_limit").asInt());
        assertTrue(reply.text().contains("\"spend_limit_amount\":500.00,"), reply.text());
        assertEquals("monthly", key.get("spend_limit_period").asText());
        assertEquals("warn", key.get("spend_limit_action").asText());
        assertEquals("sk-o...123", key.at("/key_preview/api_key").asText());
    }

    @Test
    void aSpendLimitWithoutPeriodAndActionIsMonthlyAndWarns() {
        long id = brand.key("groq", Brand.groqKey(), "\"spend_limit_amount\":12.5");
        JsonNode key = brand.integration(id);
        assertEquals("monthly", key.get("spend_limit_period").asText());
        assertEquals("warn", key.get("spend_limit_action").asText());
    }

    @Test
    void cloudflareNeedsItsAccountToo() {
        Reply reply = brand.api()
                .post(
                        LIST,
                        "{\"provider_name\":\"cloudflare\",\"credentials\":{\"api_key\":\"" + "k".repeat(40) + "\"}}");
        assertError(reply, 422);
        assertEquals(
                "[\"body\",\"credentials\",\"account_id\"]",
                reply.json().at("/detail/0/loc").toString());
        Reply whole = brand.api()
                .post(
                        LIST,
                        "{\"provider_name\":\"cloudflare\",\"credentials\":{\"api_key\":\"" + "k".repeat(40)
                                + "\",\"account_id\":\"" + "0af1".repeat(8) + "\"}}");
        assertEquals(201, whole.status(), whole.text());
        assertEquals(List.of("api_key", "account_id"), names(whole.json().at("/integration/key_preview")));
    }

    @ParameterizedTest
    @CsvSource({"groqq, groq", "open_router, openrouter"})
    void anUnknownProviderIs422WithTheNearestName(String wrong, String near) {
        Reply reply = brand.api()
                .post(
                        LIST,
                        "{\"provider_name\":\"" + wrong + "\",\"credentials\":{\"api_key\":\"k12345678901234567\"}}");
        assertError(reply, 422);
        assertEquals(
                "[\"body\",\"provider_name\"]", reply.json().at("/detail/0/loc").toString());
        assertTrue(reply.json().get("error").asText().contains(near), reply.text());
    }

    @Test
    void aRetiredProviderIs422WithTheReason() {
        Reply reply = brand.api()
                .post(
                        LIST,
                        "{\"provider_name\":\"github_models\",\"credentials\":{\"api_key\":\"github_pat_"
                                + "a".repeat(30) + "\"}}");
        assertError(reply, 422);
        assertTrue(
                reply.json()
                        .get("error")
                        .asText()
                        .toLowerCase(java.util.Locale.ROOT)
                        .contains("retired"),
                reply.text());
    }

    @Test
    void aKeyOfAnotherProviderIsRecognisedAndNotEchoed() {
        String groq = Brand.groqKey();
        Reply reply = brand.api()
                .post(LIST, "{\"provider_name\":\"openrouter\",\"credentials\":{\"api_key\":\"" + groq + "\"}}");
        assertError(reply, 422);
        assertTrue(reply.json().get("error").asText().contains("groq"), reply.text());
        assertFalse(reply.text().contains(groq));
    }

    @Test
    void aFieldThatTheProviderDoesNotHaveIs422() {
        Reply reply = brand.api()
                .post(
                        LIST,
                        "{\"provider_name\":\"groq\",\"credentials\":{\"api_key\":\"" + Brand.groqKey()
                                + "\",\"account_id\":\"1\"}}");
        assertError(reply, 422);
        assertEquals(
                "[\"body\",\"credentials\",\"account_id\"]",
                reply.json().at("/detail/0/loc").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "key with space inside é", "tab\\u0007bell"})
    void aCredentialMustBePrintableAscii(String value) {
        Reply reply = brand.api()
                .post(LIST, "{\"provider_name\":\"mistral\",\"credentials\":{\"api_key\":\"" + value + "\"}}");
        assertError(reply, 422);
        assertEquals(
                "[\"body\",\"credentials\",\"api_key\"]",
                reply.json().at("/detail/0/loc").toString());
    }

    @Test
    void aCredentialOf4096CharactersIsTakenAndOneMoreIsNot() {
        String longest = "k".repeat(4096);
        assertEquals(
                201,
                brand.api()
                        .post(LIST, "{\"provider_name\":\"mistral\",\"credentials\":{\"api_key\":\"" + longest + "\"}}")
                        .status());
        assertError(
                brand.api()
                        .post(
                                LIST,
                                "{\"provider_name\":\"mistral\",\"credentials\":{\"api_key\":\"" + longest + "k\"}}"),
                422);
    }

    @Test
    void theSameCredentialTwiceIs409WithTheExistingId() {
        String credential = Brand.openRouterKey();
        long id = brand.key("openrouter", credential);
        Reply again = brand.api()
                .post(LIST, "{\"provider_name\":\"openrouter\",\"credentials\":{\"api_key\":\"" + credential + "\"}}");
        assertError(again, 409);
        assertEquals("duplicate_credential", again.json().get("code").asText());
        assertTrue(again.text().contains(Long.toString(id)), again.text());
        try (Brand other = Brand.make(product)) {
            other.key("openrouter", credential);
        }
    }

    @Test
    void verifyStoresNothingThatTheProviderRefuses() {
        String bad = Brand.openRouterKey();
        product.sandboxMode(bad, "invalid");
        Reply refused = brand.api()
                .post(
                        LIST + "?verify=true",
                        "{\"provider_name\":\"openrouter\",\"credentials\":{\"api_key\":\"" + bad + "\"}}");
        assertError(refused, 422);
        assertEquals("credential_rejected", refused.json().get("code").asText());
        assertEquals(0, brand.api().get(LIST).json().get("total").asInt());
        Reply good = brand.api()
                .post(
                        LIST + "?verify=true",
                        "{\"provider_name\":\"openrouter\",\"credentials\":{\"api_key\":\"" + Brand.openRouterKey()
                                + "\"}}");
        assertEquals(201, good.status(), good.text());
        assertEquals(0, good.json().at("/integration/daily_count").asInt(), "a test is never counted");
    }

    @Test
    void theListIsInSelectionOrderAndPagesAreStable() {
        long a = brand.key("groq", Brand.groqKey());
        long b = brand.key("groq", Brand.groqKey(), "\"is_primary\":true");
        long c = brand.key("mistral", "m".repeat(32));
        long d = brand.key("openrouter", Brand.openRouterKey(), "\"is_primary\":true");
        assertEquals(List.of(b, d, a, c), ids(brand.api().get(LIST)));
        assertEquals(List.of(d, a), ids(brand.api().get(LIST + "?limit=2&offset=1")));
        Reply beyond = brand.api().get(LIST + "?offset=10");
        assertEquals(List.of(), ids(beyond));
        assertEquals(4, beyond.json().get("total").asInt());
        assertEquals(10, beyond.json().get("offset").asInt());
    }

    @Test
    void filtersNarrowTheListAndItsTotal() {
        long groq = brand.key("groq", Brand.groqKey());
        long openrouter = brand.key("openrouter", Brand.openRouterKey());
        brand.api().patch(LIST + "/" + groq, "{\"is_active\":false}");
        assertEquals(List.of(openrouter), ids(brand.api().get(LIST + "?provider_name=openrouter")));
        assertEquals(List.of(openrouter), ids(brand.api().get(LIST + "?is_active=true")));
        assertEquals(List.of(groq), ids(brand.api().get(LIST + "?is_active=false")));
        assertEquals(List.of(), ids(brand.api().get(LIST + "?health_status=unhealthy")));
        Reply both = brand.api().get(LIST + "?health_status=healthy&provider_name=groq");
        assertEquals(List.of(groq), ids(both));
        assertEquals(1, both.json().get("total").asInt());
    }

    @Test
    void patchChangesOnlyWhatIsSentAndNullClears() {
        long id =
                brand.key("groq", Brand.groqKey(), "\"daily_limit\":5", "\"minute_limit\":2", "\"key_label\":\"old\"");
        Reply reply = brand.api().patch(LIST + "/" + id, "{\"daily_limit\":null,\"key_label\":\"new\"}");
        assertEquals(200, reply.status(), reply.text());
        JsonNode key = reply.json().get("integration");
        assertTrue(key.get("daily_limit").isNull());
        assertEquals(2, key.get("minute_limit").asInt());
        assertEquals("new", key.get("key_label").asText());
    }

    @Test
    void primarySetsThePriorityUnlessItIsSentToo() {
        long id = brand.key("groq", Brand.groqKey());
        assertEquals(10, patched(id, "{\"is_primary\":true}").get("priority").asInt());
        assertEquals(0, patched(id, "{\"is_primary\":false}").get("priority").asInt());
        assertEquals(
                55,
                patched(id, "{\"is_primary\":true,\"priority\":55}")
                        .get("priority")
                        .asInt());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"provider_name\":\"groq\"}",
                "{\"credentials\":{\"api_key\":\"x\"}}",
                "{\"priority\":101}",
                "{\"priority\":-1}",
                "{\"is_active\":null}",
                "{\"key_label\":\"\"}",
                "{\"minute_limit\":0}",
                "{\"minute_limit\":1.5}",
                "{\"spend_limit_amount\":0}",
                "{\"spend_limit_action\":\"stop\"}",
                "{\"spend_limit_period\":\"weekly\"}",
                "[]",
                "\"text\"",
                "{}"
            })
    void aPatchThatCannotBeIs422(String body) {
        long id = brand.key("groq", Brand.groqKey());
        assertError(brand.api().patch(LIST + "/" + id, body), 422);
    }

    @Test
    void changingTheCredentialSaysWhatToDoInstead() {
        long id = brand.key("groq", Brand.groqKey());
        Reply reply = brand.api().patch(LIST + "/" + id, "{\"credentials\":{\"api_key\":\"gsk_new\"}}");
        assertTrue(reply.text().contains("delete"), reply.text());
        assertFalse(reply.text().contains("gsk_new"), reply.text());
    }

    @Test
    void ifMatchGuardsLostUpdates() {
        long id = brand.key("groq", Brand.groqKey());
        String tag = brand.api().get(LIST + "/" + id).header("ETag");
        Reply mine = brand.api().send("PATCH", LIST + "/" + id, "{\"key_label\":\"mine\"}", "If-Match", tag);
        assertEquals(200, mine.status(), mine.text());
        assertNotEquals(tag, mine.header("ETag"));
        Reply late = brand.api().send("PATCH", LIST + "/" + id, "{\"key_label\":\"late\"}", "If-Match", tag);
        assertError(late, 412);
        assertEquals("mine", brand.integration(id).get("key_label").asText());
    }

    @Test
    void deleteSaysSoAndTheKeyIsGone() {
        long id = brand.key("groq", Brand.groqKey());
        Reply reply = brand.api().delete(LIST + "/" + id);
        assertEquals(200, reply.status());
        assertEquals(
                "{\"success\":true,\"message\":\"Integration deleted successfully\",\"deleted_id\":" + id + "}",
                reply.text());
        assertError(brand.api().get(LIST + "/" + id), 404);
        assertError(brand.api().delete(LIST + "/" + id), 404);
        assertEquals(0, brand.api().get(LIST).json().get("total").asInt());
        long next = brand.key("groq", Brand.groqKey());
        assertTrue(next > id, "ids are never reused");
    }

    private JsonNode patched(long id, String body) {
        Reply reply = brand.api().patch(LIST + "/" + id, body);
        assertEquals(200, reply.status(), reply.text());
        return reply.json().get("integration");
    }

    private static List<Long> ids(Reply list) {
        List<Long> ids = new ArrayList<>();
        list.json()
                .required("integrations")
                .forEach(key -> ids.add(key.get("id").asLong()));
        return ids;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
