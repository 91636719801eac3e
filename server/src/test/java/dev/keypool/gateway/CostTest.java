package dev.keypool.gateway;

import static dev.keypool.gateway.GatewayRig.BRAND;
import static dev.keypool.gateway.GatewayRig.ask;
import static dev.keypool.gateway.GatewayRig.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.ledger.Row;
import dev.keypool.metering.BrandPrice;
import dev.keypool.metering.Price;
import dev.keypool.values.Money;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an attempt costs, in its row and in the answer. */
final class CostTest {
    private GatewayRig rig;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        rig = new GatewayRig(folder);
        rig.key(1, "groq");
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private static String answer(String model, String usage) {
        return "{\"model\":\"" + model + "\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                + "\"content\":\"hello\"},\"finish_reason\":\"stop\"}],\"usage\":" + usage + "}";
    }

    private static String tokens(long in, long out) {
        return "{\"prompt_tokens\":" + in + ",\"completion_tokens\":" + out + "}";
    }

    private void priced(String model, long input, long output) {
        var price = new Price(input, output, null, null, null, null, null, null);
        rig.prices.put(new BrandPrice(BRAND, "groq", model, price, LocalDate.parse("2026-11-23")));
    }

    /** The cost in the row, after a look that the answer says the same. */
    private @Nullable Money cost(String model, String answer) throws Exception {
        rig.provider.when("key-1", 200, answer);
        HttpResponse<String> response = rig.chat(ask("groq/" + model));
        JsonNode told = json(response).at("/spidergate_metadata/cost_usd");
        String id = response.headers().firstValue("x-request-id").orElseThrow();
        Row row = rig.rows().stream()
                .filter(one -> one.requestId().equals(id))
                .findFirst()
                .orElseThrow();
        assertFalse(row.estimated());
        Money cost = row.cost();
        if (cost == null) assertTrue(told.isNull(), told.toString());
        else assertEquals(0, cost.toDecimal().compareTo(told.decimalValue()));
        return cost;
    }

    @Test
    void tokensCostWhatTheCatalogueSays() throws Exception {
        assertEquals(
                new Money(1_000 * 50 + 100 * 80),
                cost("llama-3.1-8b-instant", answer("llama-3.1-8b-instant", tokens(1_000, 100))));
    }

    @Test
    void theProvidersOwnCostWinsOverAnyPrice() throws Exception {
        priced("m", 1_000_000_000, 1_000_000_000);
        assertEquals(
                new Money(12_000),
                cost("m", answer("m", "{\"prompt_tokens\":7,\"completion_tokens\":2,\"cost\":0.000012}")));
        assertEquals(Money.ZERO, cost("m", answer("m", "{\"prompt_tokens\":7,\"completion_tokens\":2,\"cost\":0}")));
    }

    @Test
    void anUnknownPriceIsAnUnknownCostAndNeverNothing() throws Exception {
        assertNull(cost("unheard-of", answer("unheard-of", tokens(7, 2))));
    }

    @Test
    void anUntoldUsageIsOurEstimateAndSaidToBeOne() throws Exception {
        rig.provider.when("key-1", 200, answer("llama-3.1-8b-instant", "null"));
        assertEquals(200, rig.chat(ask("groq/llama-3.1-8b-instant")).statusCode());
        Row row = rig.rows().getFirst();
        assertTrue(row.estimated());
        assertNotNull(row.usage());
        assertTrue(row.usage().input() >= 2, row.usage().toString());
        assertTrue(row.usage().output() >= 1, row.usage().toString());
        assertEquals(new Money(row.usage().input() * 50 + row.usage().output() * 80), row.cost());
    }

    @Test
    void whatServedIsBilledWhenItIsNotWhatWasAsked() throws Exception {
        assertEquals(new Money(7 * 590 + 2 * 790), cost("router", answer("llama-3.3-70b-versatile", tokens(7, 2))));
    }

    @Test
    void theBrandsPriceHoldsFromTheNextRequestOn() throws Exception {
        priced("llama-3.1-8b-instant", 1_000_000, 2_000_000);
        assertEquals(new Money(7 + 4), cost("llama-3.1-8b-instant", answer("llama-3.1-8b-instant", tokens(7, 2))));
        rig.prices.remove(BRAND, "groq", "llama-3.1-8b-instant");
        assertEquals(
                new Money(7 * 50 + 2 * 80), cost("llama-3.1-8b-instant", answer("llama-3.1-8b-instant", tokens(7, 2))));
    }

    @Test
    void anAbsurdAmountIsUnknownAndTheAnswerStillArrives() throws Exception {
        priced("m", 1_000_000_000_000_000L, 0);
        assertNull(cost("m", answer("m", tokens(1_000_000_000_000L, 2))));
        assertEquals("ok", rig.rows().getFirst().result());
        assertEquals(0, rig.view(1).inFlight());
    }

    @Test
    void whatIsSoldByTheImageHasNoPriceInTokens() throws Exception {
        var price = new Price(0, 0, null, null, null, 40_000_000_000_000L, null, null);
        rig.prices.put(new BrandPrice(BRAND, "groq", "m", price, LocalDate.parse("2026-11-23")));
        assertNull(cost("m", answer("m", tokens(7, 2))));
    }
}
