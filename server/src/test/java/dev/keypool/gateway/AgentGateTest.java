package dev.keypool.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.ledger.AgentShare;
import dev.keypool.metering.AgentFigures;
import dev.keypool.metering.AgentMeter;
import dev.keypool.metering.BrandPrice;
import dev.keypool.metering.BudgetNotices;
import dev.keypool.metering.Price;
import dev.keypool.metering.PriceBook;
import dev.keypool.metering.WorstCase;
import dev.keypool.metering.WorstCase.Why;
import dev.keypool.providers.Catalogue;
import dev.keypool.routing.Route;
import dev.keypool.routing.Target;
import dev.keypool.values.Allowance;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.Money;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AgentGateTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.250Z");
    private static final BrandId BRAND = new BrandId(1);
    private static final String MESSAGES = "[{\"role\":\"user\",\"content\":\"hi\"}]";
    private static final Catalogue CATALOGUE = Catalogue.load(Map.of());
    private static final String PLAIN = "{\"model\":\"groq/llama\",\"messages\":[]}";
    private static final Target GROQ = new Target("groq", "llama");
    private static final Target FREE = new Target("openrouter", "llama:free");
    private static final Money CENT = new Money(10_000_000);
    private static final Money DOLLAR = new Money(1_000_000_000);

    private final AgentMeter meter = new AgentMeter(BudgetNotices.NOBODY);
    private final PriceBook prices = PriceBook.of(List.of());
    private final AgentGate gate = new AgentGate(meter, prices, CATALOGUE, false);
    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();

    private static Caller agent(Allowance allowance) {
        return new Caller(BRAND, Caller.Kind.AGENT, "agt_1", Set.of(), allowance);
    }

    private static Caller limited(@Nullable Integer rpm, @Nullable Integer rpd) {
        return agent(new Allowance(rpm, rpd, null, false, null, false));
    }

    private static Caller budgeted(Money budget) {
        return agent(new Allowance(null, null, budget, true, null, false));
    }

    private static Caller picky(@Nullable List<String> models, boolean freeOnly) {
        return agent(new Allowance(null, null, null, false, models, freeOnly));
    }

    private GatewayError turnedAway(Caller caller) {
        return assertThrows(GatewayError.Raised.class, () -> gate.admit(caller, headers, NOON))
                .error();
    }

    private static WorstCase atMost(Money most) {
        return new WorstCase.Known(most);
    }

    private static GatewayError refused(AgentPass pass, WorstCase worst) {
        return Objects.requireNonNull(pass.reserve(GROQ, worst, NOON));
    }

    @Test
    void aCallerThatIsNoAgentIsHeldToNothing() {
        var client = new Caller(BRAND, Caller.Kind.CLIENT, "cli_1", Set.of());
        AgentPass pass = gate.admit(client, headers, NOON);
        assertSame(AgentPass.FREE, pass);
        assertNull(pass.reserve(GROQ, new WorstCase.Unknown(Why.PRICE), NOON));
        assertNull(pass.sent());
        assertNull(pass.settle(DOLLAR, NOON));
        pass.end(NOON);
        pass.end(NOON);
        assertSame(Targets.Rule.NONE, gate.rule(client));
        assertTrue(headers.isEmpty());
    }

    @Test
    void aGoodAnswerTellsWhatIsLeftOfTheMinute() {
        gate.admit(limited(60, 1_000), headers, NOON);
        assertEquals("60", headers.get("X-RateLimit-Limit-Requests"));
        assertEquals("59", headers.get("X-RateLimit-Remaining-Requests"));
        assertEquals(Long.toString(NOON.getEpochSecond() + 61), headers.get("X-RateLimit-Reset"));
    }

    @Test
    void aFullMinuteIsTold() {
        gate.admit(limited(1, null), headers, NOON);
        GatewayError error = turnedAway(limited(1, null));
        assertEquals(429, error.status());
        assertEquals("rate_limit_error", error.type());
        assertEquals("rate_limit_exceeded", error.code());
        assertEquals("Rate limit exceeded: 2/1 requests per minute", error.message());
        assertEquals(61, error.retryAfter());
        assertEquals("0", headers.get("X-RateLimit-Remaining-Requests"));
    }

    @Test
    void aFullDayIsToldAndEndsAtMidnight() {
        gate.admit(limited(60, 1), headers, NOON);
        GatewayError error = turnedAway(limited(60, 1));
        assertEquals("daily_rate_limit_exceeded", error.code());
        assertEquals("Daily rate limit exceeded: 2/1 requests per day", error.message());
        assertEquals(12 * 3_600, error.retryAfter());
        assertEquals("1", headers.get("X-RateLimit-Limit-Requests"));
        assertEquals(
                Long.toString(Instant.parse("2026-11-24T00:00:00Z").getEpochSecond()),
                headers.get("X-RateLimit-Reset"));
    }

    @Test
    void aHardBudgetIsHeldWithSpendAndCapInTheAnswer() {
        AgentPass first = gate.admit(budgeted(DOLLAR), headers, NOON);
        assertNull(first.reserve(GROQ, atMost(new Money(700_000_000)), NOON));
        AgentPass second = gate.admit(budgeted(DOLLAR), headers, NOON);
        GatewayError soon = refused(second, atMost(new Money(400_000_000)));
        assertEquals(402, soon.status());
        assertEquals("budget_exceeded", soon.code());
        assertEquals(1, soon.retryAfter());
        assertTrue(soon.message().contains("Requests under way may need 0.70"), soon.message());
        first.sent();
        assertEquals(new AgentShare("agt_1", true, null), first.settle(new Money(650_000_000), NOON));
        GatewayError over = refused(second, atMost(new Money(400_000_000)));
        assertNull(over.retryAfter());
        assertEquals(
                "Budget exceeded: this token has spent 0.65 of 1.00 dollars this month, and this request may cost up to 0.40"
                        + " at groq/llama. The budget begins again at 2026-12-01T00:00:00Z. Lower max_tokens, or let the"
                        + " token's owner raise it.",
                over.message());
    }

    @Test
    void whatHasNoBoundIsToldWhyUnlessTheOperatorTrustsIt() {
        AgentPass pass = gate.admit(budgeted(DOLLAR), headers, NOON);
        assertEquals(
                "model_unpriced",
                refused(pass, new WorstCase.Unknown(Why.PRICE)).code());
        assertEquals(503, refused(pass, new WorstCase.Unknown(Why.PRICE)).status());
        assertEquals(
                "max_tokens_required",
                refused(pass, new WorstCase.Unknown(Why.LENGTH)).code());
        assertEquals(
                "cost_unbounded",
                refused(pass, new WorstCase.Unknown(Why.CONTENT)).code());
        AgentPass trusted = new AgentGate(meter, prices, CATALOGUE, true).admit(budgeted(DOLLAR), headers, NOON);
        assertNull(trusted.reserve(GROQ, new WorstCase.Unknown(Why.PRICE), NOON));
    }

    @Test
    void anUnknownCostIsHeldInTheMarkAndInTheRow() {
        AgentPass pass = gate.admit(budgeted(DOLLAR), headers, NOON);
        pass.reserve(GROQ, atMost(CENT), NOON);
        assertEquals(new AgentShare("agt_1", true, CENT), pass.sent());
        assertEquals(new AgentShare("agt_1", true, CENT), pass.settle(null, NOON));
        pass.reserve(FREE, atMost(CENT), NOON);
        assertEquals(new AgentShare("agt_1", false, CENT), pass.sent());
        assertEquals(new AgentShare("agt_1", false, null), pass.settle(CENT, NOON));
        pass.end(NOON);
        assertEquals(new AgentFigures(1, 1, new Money(20_000_000), Money.ZERO), meter.figures("agt_1", NOON));
    }

    @Test
    void whatWasReservedForNoKeyIsGivenBackAndSoIsTheRequest() {
        AgentPass pass = gate.admit(budgeted(DOLLAR), headers, NOON);
        pass.reserve(GROQ, atMost(DOLLAR), NOON);
        pass.release(NOON);
        assertNull(pass.reserve(FREE, atMost(DOLLAR), NOON));
        pass.end(NOON);
        pass.end(NOON);
        assertEquals(new AgentFigures(0, 0, Money.ZERO, Money.ZERO), meter.figures("agt_1", NOON));
    }

    @Test
    void aRequestThatEndsInAFaultCountsAllThatItMayHaveCost() {
        AgentPass pass = gate.admit(budgeted(DOLLAR), headers, NOON);
        pass.reserve(GROQ, atMost(CENT), NOON);
        pass.sent();
        pass.end(NOON);
        assertEquals(new AgentFigures(1, 1, CENT, Money.ZERO), meter.figures("agt_1", NOON));
    }

    private Route judged(Caller agent, Target... targets) {
        return gate.rule(agent).judge("llama", new Route.Resolved(List.of(targets)));
    }

    private List<Target> left(Caller agent, Target... targets) {
        return assertInstanceOf(Route.Resolved.class, judged(agent, targets)).targets();
    }

    @Test
    void aModelThatIsNotAllowedIsLeftAwayAndAChangeOfTermsHoldsAtOnce() {
        Caller agent = picky(List.of("groq/*"), false);
        assertEquals(List.of(GROQ), left(agent, FREE, GROQ));
        assertEquals(List.of(GROQ), left(agent, FREE, GROQ));
        assertInstanceOf(Route.NotAllowed.class, judged(agent, FREE));
        assertEquals(List.of(FREE), left(picky(List.of("openrouter/*"), false), FREE, GROQ));
        assertSame(Targets.Rule.NONE, gate.rule(limited(1, 1)));
    }

    @Test
    void freeIsWhatIsPricedAtNothingAndWhatEndsSoWhereNobodyKnowsAPrice() {
        Caller agent = picky(null, true);
        assertEquals(List.of(FREE), left(agent, GROQ, FREE));
        prices.put(new BrandPrice(BRAND, "groq", "llama", Price.FREE, LocalDate.EPOCH));
        var dear = new Price(1, 1, null, null, null, null, null, null);
        prices.put(new BrandPrice(BRAND, "openrouter", "llama:free", dear, LocalDate.EPOCH));
        assertEquals(List.of(GROQ), left(agent, GROQ, FREE));
    }

    @Test
    void aMemberThatLetsTheProviderChooseTheModelIsNotForTokensWithCertainModels() {
        Ask routed = asked("{\"model\":\"groq/llama\",\"messages\":[],\"zoo\":1,\"models\":[\"dear\"],\"plugins\":{}}");
        Caller agent = picky(List.of("groq/llama"), false);
        GatewayError error = Objects.requireNonNull(gate.reroutes(agent, routed));
        assertEquals(403, error.status());
        assertEquals("model_not_allowed", error.code());
        assertEquals("models", error.param());
        assertNull(gate.reroutes(limited(5, 5), routed));
        Ask strange = asked("{\"model\":\"groq/llama\",\"messages\":[],\"zoo\":1}");
        assertNull(gate.reroutes(agent, strange));
        assertNull(gate.reroutes(agent, asked(PLAIN)));
    }

    private static Ask asked(String body) {
        return BodyScan.of(body.replace("[]", MESSAGES).getBytes(UTF_8), new Bounds(600_000));
    }
}
