package dev.keypool.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Models, test calls and billing. */
class ProviderPagesTest extends SandboxCase {
    ProviderPagesTest() throws IOException {}

    @Test
    void modelsArePublicAtOpenRouterAndNeedAKeyElsewhere() {
        assertEquals(200, client.get("/openrouter/api/v1/models").statusCode());
        assertEquals(401, client.get("/groq/openai/v1/models").statusCode());
        JsonNode models = Client.json(get("/groq/openai/v1/models"));
        assertEquals("list", models.path("object").asText());
        assertEquals("0.00000015", models.at("/data/0/pricing/prompt").asText());
    }

    @Test
    void anyOtherGetAnswersAGoodKeyAndOnlyThat() {
        assertEquals(200, get("/huggingface/api/whoami-v2").statusCode());
        assertEquals(401, client.get("/huggingface/api/whoami-v2").statusCode());
        fault(Fault.of(Mode.INVALID));
        assertEquals(401, get("/huggingface/api/whoami-v2").statusCode());
        assertEquals(2, books().counts().otherCalls());
        assertEquals(0, books().received());
    }

    @Test
    void testCallsThatArePostsAnswerToo() {
        assertEquals(401, client.send("POST", "/cohere/v1/check-api-key", "").statusCode());
        assertEquals(
                401,
                client.send("POST", "/nvidia_nim/v3/keys/get-caller-info", "{}").statusCode());
    }

    @Test
    void openRoutersKeyPageShowsItsInvoiceByDayAndMonth() {
        sandbox.configure(KEY, KeyBehaviour.OK.credit(new BigDecimal("0.00005")));
        client.chat("openrouter", KEY);
        clock.advance(Duration.ofDays(1));
        client.chat("openrouter", KEY);
        JsonNode data = Client.json(get("/openrouter/api/v1/key")).path("data");
        assertEquals("sk-or-v1-mad...123", data.path("label").asText());
        assertEquals(new BigDecimal("0.00005"), data.path("limit").decimalValue());
        assertEquals(new BigDecimal("0.0000359"), data.path("limit_remaining").decimalValue());
        assertEquals(new BigDecimal("0.0000141"), data.path("usage").decimalValue());
        assertEquals(new BigDecimal("0.00000705"), data.path("usage_daily").decimalValue());
        assertEquals(new BigDecimal("0.0000141"), data.path("usage_weekly").decimalValue());
        assertEquals(new BigDecimal("0.0000141"), data.path("usage_monthly").decimalValue());
    }

    @Test
    void creditsAreShownToAKeyWithAFigureAndForbiddenToOthers() {
        assertEquals(403, get("/openrouter/api/v1/credits").statusCode());
        sandbox.configure(
                KEY,
                KeyBehaviour.OK
                        .credit(new BigDecimal("137.30"))
                        .spentElsewhere(new BigDecimal("2.34"), new BigDecimal("89.47")));
        JsonNode credits = Client.json(get("/openrouter/api/v1/credits")).path("data");
        assertEquals(
                new BigDecimal("47.83"),
                credits.path("total_credits")
                        .decimalValue()
                        .subtract(credits.path("total_usage").decimalValue()));
        JsonNode data = Client.json(get("/openrouter/api/v1/key")).path("data");
        assertEquals(new BigDecimal("2.34"), data.path("usage_daily").decimalValue());
        assertEquals(new BigDecimal("89.47"), data.path("usage_monthly").decimalValue());
    }

    @Test
    void balancesComeInTheShapesOfTheirProviders() {
        sandbox.configure(KEY, KeyBehaviour.OK.credit(new BigDecimal("12.5")));
        JsonNode deepseek = Client.json(get("/deepseek/user/balance"));
        assertTrue(deepseek.path("is_available").asBoolean());
        assertEquals("12.5", deepseek.at("/balance_infos/0/total_balance").asText());
        JsonNode moonshot = Client.json(get("/moonshot/v1/users/me/balance"));
        assertEquals(
                new BigDecimal("12.5"), moonshot.at("/data/available_balance").decimalValue());
        JsonNode siliconflow = Client.json(get("/siliconflow/v1/user/info"));
        assertEquals(20_000, siliconflow.path("code").asInt());
        assertEquals("12.5", siliconflow.at("/data/totalBalance").asText());
        sandbox.configure(KEY, KeyBehaviour.OK.credit(BigDecimal.ZERO));
        assertFalse(
                Client.json(get("/deepseek/user/balance")).path("is_available").asBoolean(true));
    }

    @Test
    void aBillingCallCanBeSlowOrFailAlone() {
        fault(Fault.of(Mode.SLOW).delayMs(10).on(Calls.OTHER));
        assertEquals(200, get("/openrouter/api/v1/key").statusCode());
        fault(Fault.of(Mode.ERROR_503).on(Calls.OTHER));
        assertEquals(503, get("/openrouter/api/v1/key").statusCode());
        assertEquals(200, client.chat("openrouter", KEY).statusCode());
    }

    private HttpResponse<String> get(String path) {
        return client.get(path, "Authorization", "Bearer " + KEY);
    }
}
