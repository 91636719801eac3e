package dev.keypool.gateway;

import static dev.keypool.gateway.GatewayRig.BRAND;
import static dev.keypool.gateway.GatewayRig.NOW;
import static dev.keypool.gateway.GatewayRig.ask;
import static dev.keypool.gateway.GatewayRig.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.ledger.AgentUse;
import dev.keypool.ledger.Row;
import dev.keypool.metering.AgentFigures;
import dev.keypool.metering.BrandPrice;
import dev.keypool.metering.Price;
import dev.keypool.values.Allowance;
import dev.keypool.values.Money;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents at the gateway: what they are held to, end to end. */
final class AgentTest {
    private static final String AGENT = "agt_2";
    /** What an answer costs by its provider's own word. */
    private static final Money COST = new Money(3_000_000);

    private GatewayRig rig;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        rig = new GatewayRig(folder);
        rig.key(1, "groq");
        rig.provider.when("key-1", 200, answer("0.003"));
        priced("groq", "m");
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private void priced(String provider, String model) {
        var price = new Price(10_000_000_000L, 10_000_000_000L, null, null, null, null, null, 100L);
        rig.prices.put(new BrandPrice(BRAND, provider, model, price, LocalDate.parse("2026-11-23")));
    }

    private static String answer(String cost) {
        return GatewayRig.answer("m").replace("0.000012", cost);
    }

    private void allow(@Nullable Integer rpm, @Nullable Money hardBudget, @Nullable List<String> models) {
        rig.allowance = new Allowance(rpm, null, hardBudget, hardBudget != null, models, false);
    }

    private HttpResponse<String> chat(String body) throws Exception {
        return rig.agentAsync(body).get();
    }

    private AgentFigures figures() {
        return rig.meter.figures(AGENT, NOW);
    }

    private static String code(HttpResponse<String> response) throws Exception {
        return response.statusCode() + " " + json(response).at("/error/code").asText();
    }

    @Test
    void theMinuteIsFullAfterSoManyRequestsAndClientsAreNotHeldToIt() throws Exception {
        allow(2, null, null);
        HttpResponse<String> first = chat(ask("groq/m"));
        assertEquals(200, first.statusCode());
        assertEquals(
                "1",
                first.headers().firstValue("x-ratelimit-remaining-requests").orElseThrow());
        chat(ask("groq/m", "\"stream\":true"));
        HttpResponse<String> third = chat(ask("groq/m"));
        assertEquals("429 rate_limit_exceeded", code(third));
        assertEquals("61", third.headers().firstValue("retry-after").orElseThrow());
        assertEquals(
                "Rate limit exceeded: 3/2 requests per minute",
                json(third).at("/error/message").asText());
        assertEquals(200, rig.chat(ask("groq/m")).statusCode());
        assertEquals(2, figures().requestsToday());
    }

    @Test
    void aHundredAtOnceDoNotPassAHardBudget() throws Exception {
        var budget = new Money(100_000_000);
        allow(null, budget, null);
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) all.add(rig.agentAsync(ask("groq/m")));
        Set<String> others = new TreeSet<>();
        int served = 0;
        for (CompletableFuture<HttpResponse<String>> one : all) {
            if (one.get().statusCode() == 200) served++;
            else others.add(code(one.get()));
        }
        assertEquals(Set.of("402 budget_exceeded"), others);
        Money spent = new Money(0);
        for (Row row : rig.rows()) spent = spent.plus(Objects.requireNonNull(row.cost()));
        assertEquals(COST.nanos() * served, spent.nanos());
        assertTrue(spent.compareTo(budget) <= 0 && served > 0, served + " served for " + spent);
        assertEquals(spent, figures().spentThisMonth());
        assertEquals(served, figures().requestsToday());
        assertEquals(
                List.of(new AgentUse(
                        AGENT, served, rig.ledger.agentUses(NOW).getFirst().recentSends(), spent.nanos())),
                rig.ledger.agentUses(NOW));
        assertEquals(served, rig.ledger.agentUses(NOW).getFirst().recentSends().size());
    }

    @Test
    void aModelThatIsNotAllowedReachesNoProviderAndDoesNotCount() throws Exception {
        allow(null, null, List.of("openrouter/*"));
        HttpResponse<String> refused = chat(ask("groq/m"));
        assertEquals("403 model_not_allowed", code(refused));
        assertEquals("model", json(refused).at("/error/param").asText());
        assertEquals(List.of(), rig.rows());
        assertEquals(0, figures().requestsToday());
    }

    @Test
    void fallbackModelsAreJudgedByTheirOwnNames() throws Exception {
        rig.key(2, "mistral");
        rig.provider.when("key-1", 500, "{}");
        rig.provider.when("key-2", 200, answer("0.003"));
        allow(null, null, List.of("groq/m"));
        String body = ask("groq/m", "\"spidergate_options\":{\"fallback_models\":[\"mistral/x\"]}");
        assertEquals(502, chat(body).statusCode());
        String other = ask("mistral/x", "\"spidergate_options\":{\"fallback_models\":[\"groq/m\"]}");
        assertEquals(502, chat(other).statusCode());
        assertEquals(
                Set.of("groq"),
                Set.copyOf(rig.rows().stream().map(Row::provider).toList()));
        allow(null, null, List.of("groq/m", "mistral/x"));
        assertEquals(200, chat(body).statusCode());
        allow(null, null, List.of("nothing"));
        assertEquals("403 model_not_allowed", code(chat(body)));
    }

    @Test
    void membersThatRerouteAreNotForTokensWithCertainModels() throws Exception {
        allow(null, null, List.of("groq/m"));
        assertEquals("403 model_not_allowed", code(chat(ask("groq/m", "\"models\":[\"dear\"]"))));
        assertEquals(200, chat(ask("groq/m")).statusCode());
        assertEquals(200, rig.chat(ask("groq/m", "\"models\":[\"dear\"]")).statusCode());
    }

    @Test
    void aRequestThatTakesTwoAttemptsCountsOnce() throws Exception {
        allow(9, null, null);
        rig.key(2, "groq");
        rig.provider.when("key-1", 500, "{}");
        rig.provider.when("key-2", 200, answer("0.003"));
        assertEquals(200, chat(ask("groq/m")).statusCode());
        assertEquals(2, rig.rows().size());
        assertEquals(new AgentFigures(1, 1, COST, Money.ZERO), figures());
        assertEquals(1, rig.ledger.agentUses(NOW).getFirst().requestsToday());
    }

    @Test
    void anUnknownCostCountsAllThatWasReservedAlsoInTheLedger() throws Exception {
        allow(null, new Money(1_000_000_000), null);
        rig.provider.when("key-1", (request, wire) -> wire.reset());
        assertEquals(502, chat(ask("groq/m")).statusCode());
        Money held = figures().spentThisMonth();
        assertTrue(held.compareTo(COST) > 0, held + " held");
        assertEquals(held.nanos(), rig.ledger.agentUses(NOW).getFirst().spentThisMonthNanos());
    }

    @Test
    void aBudgetWithoutAPriceOrABoundIsHeldByRefusing() throws Exception {
        allow(null, new Money(1_000_000_000), null);
        assertEquals("503 model_unpriced", code(chat(ask("groq/unknown"))));
        assertEquals("400 cost_unbounded", code(chat(ask("groq/m", "\"zoo\":1"))));
        assertEquals(List.of(), rig.rows());
        assertEquals(new AgentFigures(0, 0, Money.ZERO, Money.ZERO), figures());
    }

    @Test
    void whatReachedNoProviderIsGivenBack() throws Exception {
        allow(1, new Money(1_000_000_000), null);
        rig.key(1, "groq", "http://127.0.0.1:1/v1", null);
        assertEquals(502, chat(ask("groq/m")).statusCode());
        assertEquals(1, rig.rows().size());
        assertEquals(new AgentFigures(0, 0, Money.ZERO, Money.ZERO), figures());
        assertEquals("400 invalid_json", code(chat("{")));
        priced("mistral", "x");
        assertEquals("503 no_mistral_key", code(chat(ask("mistral/x"))));
        assertEquals(new AgentFigures(0, 0, Money.ZERO, Money.ZERO), figures());
        assertEquals(List.of(), rig.ledger.agentUses(NOW));
    }
}
