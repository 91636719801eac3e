package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.values.Refusal;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Key tests and billing syncs against providers over real HTTP. */
class ProviderSideTest {
    private static final String KEY = "sk-or-v1-" + "0123456789abcdef".repeat(4);
    private static final String CREATE =
            "{'provider_name': 'openrouter', 'credentials': {'api_key': '" + KEY + "'}, 'spend_limit_amount': 50}";
    private static final String GOOD =
            "{'data': {'usage_daily': 2.34, 'usage_monthly': 89.47, 'limit_remaining': null, 'label': 'sk-or-v1-012...def'}}";

    @TempDir
    private Path folder;

    private Vertx vertx;
    private FakeProvider provider;
    private House house;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        provider = new FakeProvider(vertx);
        house = new House(
                vertx,
                folder,
                Map.of(
                        "openrouter", provider.url() + "/api/v1",
                        "cohere", provider.url() + "/compat/v1",
                        "deepseek", provider.url() + "/deepseek"));
    }

    @AfterEach
    void close() {
        house.close();
        provider.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aGoodKeyIsValidAndTheCallIsNotCounted() {
        provider.answers("/api/v1/key", 200, GOOD);
        long id = house.created(CREATE);
        JsonNode result = house.run("testIntegration", Calls.id(Calls.EMPTY, id));
        assertEquals("valid", result.get("result").textValue());
        assertEquals(200, result.get("status").intValue());
        assertEquals("OpenRouter accepts the key.", result.get("message").textValue());
        assertEquals("Bearer " + KEY, provider.asked().getFirst().headers().get("authorization"));
        assertEquals(0, house.one(id).get("daily_count").intValue());
        assertTrue(house.one(id).get("last_used_at").isNull());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    401 | {'error': {'message': 'User not found.', 'code': 401}}        | rejected
                    402 | {'error': {'message': 'Insufficient credits', 'code': 402}}   | no_credit
                    429 | {'error': {'message': 'Slow down', 'code': 429}}              | unknown
                    500 | oops                                                          | unknown
                    503 | {'error': {'message': 'No capacity'}}                         | unknown
                    302 | {}                                                            | unknown
                    200 | {'error': {'message': 'User not found.', 'code': 401}}        | rejected
                    """)
    void whatTheProviderAnswersDecides(int status, String body, String result) {
        provider.answers("/api/v1/key", status, body);
        long id = house.created(CREATE);
        JsonNode told = house.run("testIntegration", Calls.id(Calls.EMPTY, id));
        assertEquals(result, told.get("result").textValue(), told.toString());
        assertEquals("healthy", house.one(id).get("health_status").textValue());
    }

    @Test
    void aTestWithoutApplyNeverTouchesHealthAndWithApplyItDoes() {
        long id = house.created(CREATE);
        var apply = Calls.query(Calls.id(Calls.EMPTY, id), Map.of("apply", "true"));
        for (int i = 1; i <= 3; i++) {
            provider.answers("/api/v1/key", 401, "{'error': {'message': 'User not found.', 'code': 401}}");
            house.pass(java.time.Duration.ofSeconds(1));
            house.run("testIntegration", Calls.id(Calls.EMPTY, id));
            assertEquals(i - 1, house.one(id).get("consecutive_failures").intValue());
            house.run("testIntegration", apply);
            assertEquals(i, house.one(id).get("consecutive_failures").intValue());
        }
        assertEquals("unhealthy", house.one(id).get("health_status").textValue());
        JsonNode told = house.run("integrationsHealth", Calls.EMPTY).at("/recommendations/0/action");
        assertTrue(told.textValue().contains("replace it"), told.textValue());
        provider.answers("/api/v1/key", 200, GOOD);
        house.run("testIntegration", apply);
        JsonNode item = house.run("integrationsHealth", Calls.EMPTY).at("/integrations/0");
        assertTrue(item.get("quarantined_until").isNull(), item.toString());
        assertFalse(item.get("health_status").textValue().equals("unhealthy"), item.toString());
    }

    @Test
    void verifyStoresNothingWhenTheProviderRefuses() {
        provider.answers("/api/v1/key", 401, "{'error': {'message': 'User not found.', 'code': 401}}");
        var call = Calls.query(Calls.body(Calls.EMPTY, CREATE), Map.of("verify", "true"));
        Refusal refusal = house.refused("createIntegration", call);
        assertEquals("credential_rejected", refusal.code());
        assertEquals(Refusal.Kind.INVALID, refusal.kind());
        assertFalse(refusal.sentence().contains(KEY));
        assertEquals(0, house.count("SELECT count(*) FROM integration"));
        provider.answers("/api/v1/key", 200, GOOD);
        assertEquals(201, house.answer("createIntegration", call).status());
    }

    @Test
    void aProviderThatEchoesTheKeyIsNotRepeated() {
        provider.answers("/api/v1/key", 401, "{'error': {'message': 'Bad key " + KEY + " sent', 'code': 401}}");
        long id = house.created(CREATE);
        JsonNode told = house.run("testIntegration", Calls.id(Calls.EMPTY, id));
        assertFalse(told.toString().contains(KEY.substring(12, 40)), told.toString());
        assertEquals("rejected", told.get("result").textValue());
    }

    @Test
    void aTestCallOnAnotherHostStaysWithTheOverride() {
        provider.answers("/compat/v1/models", 200, "{'data': []}");
        long id = house.created("{'provider_name': 'cohere', 'credentials': {'api_key': 'cohere-key-of-some-length'}}");
        JsonNode told = house.run("testIntegration", Calls.id(Calls.EMPTY, id));
        assertEquals("valid", told.get("result").textValue(), told.toString());
        assertEquals("/compat/v1/models", provider.asked().getFirst().uri());
    }

    @Test
    void aRedirectIsNotFollowed() {
        provider.redirects("/api/v1/key", provider.url() + "/elsewhere").answers("/elsewhere", 200, GOOD);
        long id = house.created(CREATE);
        house.run("testIntegration", Calls.id(Calls.EMPTY, id));
        assertEquals(1, provider.asked().size());
    }

    @Test
    void aBillingSyncReadsWhatTheProviderSaysAndShowsIt() {
        provider.answers("/api/v1/key", 200, GOOD)
                .answers("/api/v1/credits", 200, "{'data': {'total_credits': 137.30, 'total_usage': 89.47}}");
        long id = house.created(CREATE);
        JsonNode report = house.run("syncBilling", Calls.EMPTY);
        assertEquals(
                "{'success':true,'synced':1,'failed':0,'results':[{'id':1,'provider_name':'openrouter','status':'success','balance':47.83,'usage_today':2.34,'usage_month':89.47,'currency':'USD','synced_at':'2026-11-23T12:00:00Z'}],'total_balance':47.83,'total_usage_month':89.47}",
                report.toString().replace('"', '\''));
        JsonNode shown = house.one(id);
        assertEquals("47.83", shown.get("cached_balance").asText());
        assertEquals("USD", shown.get("cached_currency").textValue());
        assertEquals("2026-11-23T12:00:00Z", shown.get("billing_synced_at").textValue());
        assertTrue(shown.get("spend_limit_exceeded").booleanValue(), "89.47 is above the limit of 50");
    }

    @Test
    void creditsThatTheKeyMayNotSeeAreNoFailure() {
        provider.answers("/api/v1/key", 200, GOOD.replace("null", "5.5")).answers("/api/v1/credits", 403, "{}");
        house.created(CREATE);
        JsonNode one = house.run("syncBilling", Calls.EMPTY).at("/results/0");
        assertEquals("success", one.get("status").textValue());
        assertEquals(
                "5.5", one.get("balance").decimalValue().stripTrailingZeros().toPlainString());
    }

    @Test
    void partialFailureKeepsWhatWasCachedAndSaysWhy() {
        provider.answers("/api/v1/key", 200, GOOD).answers("/api/v1/credits", 401, "{}");
        long first = house.created(CREATE);
        long groq =
                house.created("{'provider_name': 'groq', 'credentials': {'api_key': 'gsk_" + "a1B2".repeat(13) + "'}}");
        long fal = house.created("{'provider_name': 'fal_ai', 'credentials': {'api_key': 'abc:def-of-fal'}}");
        house.run("syncBilling", Calls.EMPTY);
        provider.answers("/api/v1/key", 401, "{}");
        house.pass(java.time.Duration.ofHours(1));
        JsonNode report = house.run("syncBilling", Calls.EMPTY);
        assertEquals(2, report.get("synced").intValue());
        assertEquals(1, report.get("failed").intValue());
        assertEquals(
                "{'id':1,'provider_name':'openrouter','status':'failed','error':'API key invalid or expired','synced_at':'2026-11-23T13:00:00Z'}",
                report.at("/results/0").toString().replace('"', '\''));
        assertEquals(
                "Provider does not expose billing API",
                report.at("/results/1/note").textValue());
        assertTrue(report.at("/results/2/note").textValue().contains("admin_api_key"));
        assertEquals("0.00", report.get("total_balance").asText());
        assertEquals("89.47", house.one(first).get("cached_usage_month").asText());
        assertEquals(
                "2026-11-23T12:00:00Z",
                house.one(first).get("billing_synced_at").textValue());
        assertEquals(List.of(groq, fal), List.of(2L, 3L));
    }

    @Test
    void oneProviderOrOneKeyCanBeSyncedAlone() {
        balance("123.45");
        house.created(CREATE);
        long deepseek = house.created(
                "{'provider_name': 'deepseek', 'credentials': {'api_key': 'sk-0123456789abcdef0123456789abcdef'}}");
        JsonNode some = house.run("syncBilling", Calls.query(Calls.EMPTY, Map.of("provider_name", "deepseek")));
        assertEquals(1, some.get("results").size());
        assertEquals("123.45", some.at("/results/0/balance").asText());
        JsonNode one = house.run("syncIntegrationBilling", Calls.id(Calls.EMPTY, deepseek));
        assertEquals(deepseek, one.at("/results/0/id").longValue());
        assertEquals(1, one.get("results").size());
    }

    @Test
    void aBalanceOfZeroCoolsTheKeyAndAPositiveOneEndsIt() {
        house.created(
                "{'provider_name': 'deepseek', 'credentials': {'api_key': 'sk-0123456789abcdef0123456789abcdef'}}");
        balance("1");
        house.run("syncBilling", Calls.EMPTY);
        balance("0.00");
        house.run("syncBilling", Calls.EMPTY);
        assertFalse(house.run("integrationsHealth", Calls.EMPTY)
                .at("/integrations/0/cooling_until")
                .isNull());
        balance("1");
        house.run("syncBilling", Calls.EMPTY);
        assertTrue(house.run("integrationsHealth", Calls.EMPTY)
                .at("/integrations/0/cooling_until")
                .isNull());
    }

    @Test
    void anAnswerThatIsNoJsonOrNotExpectedIsAFailureOfThatKeyAlone() {
        house.created(CREATE);
        provider.answers("/api/v1/key", 200, "<html>hello</html>").answers("/api/v1/credits", 200, "<html>");
        assertTrue(error().contains("not JSON"), error());
        provider.answers("/api/v1/key", 200, "{}").answers("/api/v1/credits", 200, "{}");
        assertTrue(error().contains("without any of the expected figures"), error());
        provider.answers("/api/v1/key", 200, "'" + "x".repeat(1_100_000) + "'").answers("/api/v1/credits", 403, "{}");
        assertTrue(error().contains("1 MiB"), error());
        provider.answers("/api/v1/key", 503, "{}").answers("/api/v1/credits", 503, "{}");
        assertTrue(error().contains("status 503"), error());
    }

    private void balance(String dollars) {
        provider.answers(
                "/deepseek/user/balance",
                200,
                "{'balance_infos': [{'currency': 'USD', 'total_balance': '" + dollars + "'}]}");
    }

    private String error() {
        return house.run("syncBilling", Calls.EMPTY).at("/results/0/error").asText();
    }
}
