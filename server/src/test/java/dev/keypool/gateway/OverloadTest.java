package dev.keypool.gateway;

import static dev.keypool.gateway.GatewayRig.answer;
import static dev.keypool.gateway.GatewayRig.ask;
import static dev.keypool.gateway.GatewayRig.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.ledger.Row;
import dev.keypool.metering.BrandPrice;
import dev.keypool.metering.Price;
import dev.keypool.pool.Member;
import dev.keypool.pool.SpendLimit;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Open circuits, keys without the model, and what an attempt of unknown cost leaves behind, as a caller meets them. */
class OverloadTest {
    private static final String OVERLOADED = "{\"error\":{\"message\":\"No capacity\",\"code\":\"capacity_exceeded\"}}";
    private static final String ONE_TRY = "\"spidergate_options\":{\"retry_count\":0}";

    private GatewayRig rig;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        rig = new GatewayRig(folder);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private void overload() throws Exception {
        for (int i = 1; i <= 2; i++) {
            rig.key(i, "groq");
            rig.provider.when("key-" + i, 498, OVERLOADED);
        }
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> response = rig.chat(ask("groq/m", ONE_TRY));
            assertEquals("provider_overloaded", json(response).at("/error/code").asText(), response.body());
            rig.skip(Duration.ofSeconds(1));
        }
        assertEquals(5, rig.provider.seen().size());
    }

    @Test
    void afterFiveOverloadsNobodyWaitsForTheModelUntilOneProbeIsServed() throws Exception {
        overload();
        HttpResponse<String> response = rig.chat(ask("groq/m"));
        assertEquals(503, response.statusCode());
        assertEquals("provider_overloaded", json(response).at("/error/code").asText());
        assertEquals("9", response.headers().firstValue("Retry-After").orElseThrow());
        assertEquals(5, rig.provider.seen().size(), "the provider is left alone");
        rig.provider.when("key-2", 200, answer("m"));
        rig.skip(Duration.ofSeconds(10));
        assertEquals(200, rig.chat(ask("groq/m")).statusCode());
        assertEquals(200, rig.chat(ask("groq/m")).statusCode());
    }

    @Test
    void theNextTargetServesAtOnce() throws Exception {
        overload();
        rig.key(3, "openrouter");
        rig.provider.when("key-3", 200, answer("m"));
        HttpResponse<String> response =
                rig.chat(ask("groq/m", "\"spidergate_options\":{\"fallback_models\":[\"openrouter/m\"]}"));
        assertEquals(200, response.statusCode(), response.body());
        assertEquals(6, rig.provider.seen().size());
    }

    @Test
    void aKeyWithoutTheModelIsNotAskedAgainWhileAnotherHasIt() throws Exception {
        rig.key(1, "groq");
        rig.key(2, "groq");
        rig.provider.when("key-1", 404, "{\"error\":{\"message\":\"model not found\",\"code\":\"model_not_found\"}}");
        rig.provider.when("key-2", 200, answer("m"));
        for (int i = 0; i < 3; i++) assertEquals(200, rig.chat(ask("groq/m")).statusCode());
        assertEquals(1, rig.provider.keysSeen().stream().filter("key-1"::equals).count());
        assertEquals(0, rig.view(1).standing().consecutiveFailures());
    }

    private void blocking(long nanos) {
        rig.key(1, "groq");
        var limit = new SpendLimit(new Money(nanos), SpendLimit.Period.DAILY, SpendLimit.Action.BLOCK);
        rig.pool.put(new Member(new IntegrationId(1), GatewayRig.BRAND, "groq", true, 99, null, null, limit));
        var price = new Price(1_000_000, 1_000_000, null, null, null, null, null, null);
        rig.prices.put(new BrandPrice(GatewayRig.BRAND, "groq", "m", price, LocalDate.parse("2026-11-23")));
    }

    @Test
    void aRefusalOfTheProviderCostsNothingAndABrokenAnswerAllThatItMay() throws Exception {
        blocking(1_000);
        rig.provider.when("key-1", 400, "{\"error\":{\"message\":\"no\",\"code\":\"bad\"}}");
        String request = ask("groq/m", "\"max_tokens\":400");
        for (int i = 0; i < 3; i++) assertEquals(400, rig.chat(request).statusCode());
        assertNull(rig.rows().getFirst().held());
        rig.skip(Duration.ofSeconds(1));
        rig.provider.when("key-1", 200, "half of {\"an");
        assertEquals(502, rig.chat(request).statusCode());
        Row row = rig.rows().getFirst();
        assertNull(row.cost());
        Money held = row.held();
        assertTrue(held != null && held.nanos() > 656 && held.nanos() < 1_000, String.valueOf(held));
        HttpResponse<String> refused = rig.chat(request);
        assertEquals(429, refused.statusCode(), refused.body());
        assertEquals("spend_limit", json(refused).at("/error/reasons/0/reason").asText());
        assertEquals(
                "2026-11-24T00:00:00Z",
                json(refused).at("/error/reasons/0/until").asText());
    }

    @Test
    void whatAnotherRequestReservedComesBackSoon() throws Exception {
        blocking(1_000);
        rig.provider.when("key-1", (seen, wire) -> {
            HttpResponse<String> other = rig.chat(ask("groq/m", "\"max_tokens\":400"));
            assertEquals("1", other.headers().firstValue("Retry-After").orElseThrow());
            wire.json(429 == other.statusCode() ? 200 : 500, answer("m").replace(",\"cost\":0.000012", ""));
        });
        assertEquals(200, rig.chat(ask("groq/m", "\"max_tokens\":400")).statusCode());
        assertEquals(new Money(9), rig.rows().getFirst().cost(), "seven tokens in, two out");
    }
}
