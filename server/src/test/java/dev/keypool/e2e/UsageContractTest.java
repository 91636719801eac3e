package dev.keypool.e2e;

import static dev.keypool.e2e.RulesContractTest.assertError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import dev.keypool.sandbox.Books;
import dev.keypool.sandbox.Fault;
import dev.keypool.sandbox.KeyBehaviour;
import dev.keypool.sandbox.Mode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Usage, events and explain of contract/integrations.md, held against the sandbox's own books. */
final class UsageContractTest {
    private static final String MODEL = "openrouter/sandbox/chat";

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
    void usageEqualsTheProvidersBooksInEveryGrouping() {
        String sick = Brand.openRouterKey();
        String well = Brand.openRouterKey();
        product.sandbox()
                .configure(sick, KeyBehaviour.OK.fault(Fault.of(Mode.ERROR_500).every(2)));
        product.sandbox().configure(well, KeyBehaviour.OK.completionTokens(7));
        long first = brand.key("openrouter", sick, "\"is_primary\":true", "\"key_label\":\"Sick\"");
        long second = brand.key("openrouter", well);
        for (int i = 0; i < 6; i++) {
            assertEquals(200, brand.chat(MODEL).status());
            assertEquals(200, stream().status());
        }
        List<Books> books =
                List.of(product.sandbox().books(sick), product.sandbox().books(well));
        assertTrue(books.getFirst().refused("error_500") > 0 && books.getLast().answered() > 0, books.toString());
        for (String by : List.of("day", "provider", "integration", "model", "agent")) {
            JsonNode page = get("/usage?days=2&group_by=" + by);
            assertBooks(books, page.get("totals"));
            assertEquals(page.at("/totals/requests").asLong(), total(page, "requests"), "the rows add up: " + page);
            assertEquals(page.at("/totals/tokens_out").asLong(), total(page, "tokens_out"));
        }
        assertBooks(books.subList(0, 1), get("/" + first + "/usage?days=2").get("totals"));
        assertBooks(books.subList(1, 2), get("/" + second + "/usage?days=2").get("totals"));
        JsonNode caller = get("/usage?days=2&group_by=agent").at("/usage/0");
        assertEquals(brand.clientId(), caller.get("key").asText());
        assertEquals("test", caller.get("label").asText());
        assertTrue(caller.get("p95_ms").asLong() >= caller.get("p50_ms").asLong(), caller.toString());
    }

    @Test
    void moneySpentWithTheKeyElsewhereIsTheDrift() {
        String key = Brand.openRouterKey();
        product.sandbox()
                .configure(key, KeyBehaviour.OK.spentElsewhere(new BigDecimal("0.50"), new BigDecimal("0.75")));
        long id = brand.key("openrouter", key);
        for (int i = 0; i < 3; i++) assertEquals(200, brand.chat(MODEL).status());
        assertTrue(get("/" + id + "/usage").at("/drift/today").isNull(), "no sync yet");
        assertEquals(
                1,
                brand.api()
                        .post("/api/v1/integrations/" + id + "/sync-billing", "")
                        .json()
                        .get("synced")
                        .asInt());
        assertEquals(200, brand.chat(MODEL).status());
        JsonNode page = get("/" + id + "/usage?days=1");
        assertEquals(0, new BigDecimal("0.50").compareTo(page.at("/drift/today").decimalValue()), page.toString());
        assertEquals(0, new BigDecimal("0.75").compareTo(page.at("/drift/month").decimalValue()), page.toString());
        assertEquals(page.at("/provider/synced_at"), page.at("/ledger/as_of"));
    }

    @Test
    void aDeletedKeyKeepsItsUsageAndItsEvents() {
        long id = brand.key("openrouter", Brand.openRouterKey(), "\"key_label\":\"Gone\"");
        assertEquals(200, brand.chat(MODEL).status());
        brand.api().patch("/api/v1/integrations/" + id, "{\"priority\":7}");
        assertEquals(200, brand.api().delete("/api/v1/integrations/" + id).status());
        JsonNode row = get("/usage?group_by=integration").at("/usage/0");
        assertEquals(Long.toString(id), row.get("key").asText());
        assertEquals("Gone", row.get("label").asText());
        assertEquals(1, get("/" + id + "/usage").at("/totals/requests").asInt());
        JsonNode events = get("/" + id + "/events").get("events");
        assertEquals("deleted", events.at("/0/kind").asText());
        assertEquals("Changed priority.", events.at("/1/cause").asText());
        assertEquals(brand.clientId(), events.at("/1/actor").asText());
        assertEquals(
                events.get(2),
                get("/" + id + "/events?limit=1&before=" + events.at("/1/id").asLong())
                        .at("/events/0"));
        try (Brand other = Brand.make(product)) {
            assertError(other.api().get("/api/v1/integrations/" + id + "/usage"), 404);
            assertError(other.api().get("/api/v1/integrations/" + id + "/events"), 404);
        }
    }

    @Test
    void explainNamesTheKeyThatTheNextRequestGets() {
        String first = Brand.openRouterKey();
        long full = brand.key("openrouter", first, "\"is_primary\":true", "\"daily_limit\":1");
        long next = brand.key("openrouter", Brand.openRouterKey());
        JsonNode before = explain(MODEL);
        assertEquals(full, before.at("/targets/0/keys/0/integration_id").asLong(), before.toString());
        assertEquals(2, before.at("/targets/0/keys/1/position").asInt(), before.toString());
        assertEquals(200, brand.chat(MODEL).status());
        assertEquals(1, product.sandbox().books(first).received());
        JsonNode after = explain(MODEL);
        assertEquals(next, after.at("/targets/0/keys/0/integration_id").asLong(), after.toString());
        assertEquals("daily_limit", after.at("/targets/0/keys/1/cause").asText(), after.toString());
        assertTrue(after.at("/targets/0/keys/1/until").asText().endsWith("T00:00:00Z"), after.toString());
        assertEquals(1, product.sandbox().books(first).received(), "explaining calls nobody");
    }

    @Test
    void theModelListThatTheGatewayReadDecidesInExplainToo() {
        brand.key("openrouter", Brand.openRouterKey());
        brand.key("groq", Brand.groqKey());
        assertTrue(explain("groq/nobody-has-it").at("/targets/0/listed").isNull());
        assertEquals(200, brand.api().get("/v1/models").status());
        assertFalse(explain("groq/nobody-has-it").at("/targets/0/listed").asBoolean(true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/usage?days=0",
                "/usage?days=91",
                "/usage?days=x",
                "/usage?days=2&from=2026-11-01",
                "/usage?from=2026-02-30",
                "/usage?from=2026-11-01T00:00:00Z",
                "/usage?to=yesterday",
                "/usage?to=9999-12-31",
                "/usage?from=1970-01-01",
                "/usage?from=",
                "/1/usage?from=2026-11-01",
                "/usage?group_by=key",
                "/usage?groupby=day",
                "/1/usage?days=91",
                "/1/usage?group_by=day",
                "/1/events?limit=0",
                "/1/events?limit=201",
                "/1/events?before=0"
            })
    void aParameterOutOfItsRangeIsRefused(String path) {
        assertError(brand.api().get("/api/v1/integrations" + path), 422);
    }

    @Test
    void explainTakesAModelAndNothingElse() {
        for (String body : List.of("{}", "{\"model\":\"\"}", "{\"model\":7}", "{\"model\":\"a\",\"modell\":\"b\"}")) {
            assertError(brand.api().post("/api/v1/integrations/explain", body), 422);
        }
    }

    @Test
    void aRangeThatMakesNoneIsToldAtItsParameter() {
        JsonNode both = brand.api()
                .get("/api/v1/integrations/usage?days=2&from=2026-11-01")
                .json();
        assertEquals("days", both.at("/detail/0/loc/1").asText(), both.toString());
        assertEquals(
                "days and from both say where the range begins. Send one of them.",
                both.at("/detail/0/msg").asText());
        JsonNode form =
                brand.api().get("/api/v1/integrations/usage?from=1.11.2026").json();
        assertEquals(
                "from is \"1.11.2026\". Send a day such as 2026-11-23.",
                form.at("/detail/0/msg").asText());
    }

    private static void assertBooks(List<Books> books, JsonNode figures) {
        assertEquals(sum(books, Books::received), figures.get("requests").asLong(), figures.toString());
        assertEquals(
                sum(books, Books::refusedForAnyReason), figures.get("errors").asLong(), figures.toString());
        assertEquals(
                sum(books, book -> book.tokens().prompt()),
                figures.get("tokens_in").asLong());
        assertEquals(
                sum(books, book -> book.tokens().completion()),
                figures.get("tokens_out").asLong());
        assertEquals(
                sum(books, book -> book.tokens().cached()),
                figures.get("tokens_cached").asLong());
        assertEquals(
                0,
                BigDecimal.valueOf(sum(books, Books::invoiceNanos), 9)
                        .compareTo(figures.get("cost").decimalValue()),
                figures + " against " + books);
    }

    private static long sum(List<Books> books, ToLongFunction<Books> figure) {
        return books.stream().mapToLong(figure).sum();
    }

    private static long total(JsonNode page, String field) {
        long total = 0;
        for (JsonNode row : page.get("usage")) total += row.get(field).asLong();
        return total;
    }

    private Reply stream() {
        return brand.api()
                .post(
                        "/v1/chat/completions",
                        "{\"model\":\"" + MODEL
                                + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}]}");
    }

    private JsonNode explain(String model) {
        Reply reply = brand.api().post("/api/v1/integrations/explain", "{\"model\":\"" + model + "\"}");
        assertEquals(200, reply.status(), reply.text());
        return reply.json();
    }

    private JsonNode get(String path) {
        Reply reply = brand.api().get("/api/v1/integrations" + path);
        assertEquals(200, reply.status(), reply.text());
        return reply.json();
    }
}
