package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import dev.keypool.sandbox.KeyBehaviour;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prices over HTTP, and the ledger against the sandbox's invoice. */
final class PricesContractTest {
    private static final String SANDBOX_PRICE =
            "'input_per_million':0.15,'cached_input_per_million':0.075,'output_per_million':0.60";

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

    private Reply put(String json) {
        return brand.api().send("PUT", "/api/v1/prices", json.replace('\'', '"'));
    }

    private JsonNode set(String provider, String model, String price) {
        Reply reply = put("{'provider_name':'" + provider + "','model':'" + model + "'," + price + "}");
        assertEquals(200, reply.status(), reply.text());
        return reply.json().required("price");
    }

    private JsonNode list(String query) {
        Reply reply = brand.api().get("/api/v1/prices" + query);
        assertEquals(200, reply.status(), reply.text());
        return reply.json();
    }

    @Test
    void theCatalogueIsListedWithItsSourceAndDate() {
        JsonNode price = list("?provider_name=openai&model=gpt-4o-2024-08-06").at("/prices/0");
        assertEquals("gpt-4o", price.get("model").asText());
        assertEquals("2.5", price.get("input_per_million").decimalValue().toPlainString());
        assertEquals(
                "1.25", price.get("cached_input_per_million").decimalValue().toPlainString());
        assertEquals("catalogue", price.get("source").asText());
        assertEquals("genai-prices", price.get("listed_in").asText());
        assertEquals("2026-08-21", price.get("date").asText());
        assertTrue(price.get("long_prompt").isNull());
        assertEquals(
                272_000,
                list("?model=gpt-5.4").at("/prices/0/long_prompt/above_tokens").asInt());
    }

    @Test
    void aListIsPagedAndSaysHowManyThereAre() {
        JsonNode all = list("?limit=2&offset=1");
        assertTrue(all.get("total").asInt() >= 300, all.get("total").toString());
        assertEquals(2, all.get("prices").size());
        JsonNode ofOne = list("?provider_name=deepseek");
        assertEquals(ofOne.get("total").asInt(), ofOne.get("prices").size());
        assertTrue(StreamSupport.stream(ofOne.get("prices").spliterator(), false)
                .allMatch(price -> price.get("provider_name").asText().equals("deepseek")));
        assertEquals(0, list("?model=unheard-of").get("total").asInt());
    }

    @Test
    void aFreeModelCostsNothingBecauseItsProviderSaysSo() {
        JsonNode price = list("?provider_name=openrouter&model=any/model:free").at("/prices/0");
        assertEquals("any/model:free", price.get("model").asText());
        assertEquals("0", price.get("input_per_million").decimalValue().toPlainString());
    }

    @Test
    void aBrandSetsChangesAndTakesBackItsOwnPrice() {
        JsonNode price = set("groq", "llama-3.3-70b-versatile", "'input_per_million':0.5,'output_per_million':0.7");
        assertEquals("brand", price.get("source").asText());
        assertEquals(32_768, price.get("max_output_tokens").asInt());
        assertEquals("0.5", price.get("input_per_million").decimalValue().toPlainString());
        set("groq", "llama-3.3-70b-versatile", "'input_per_million':0.4,'output_per_million':0.000000001");
        JsonNode now = list("?provider_name=groq&model=llama-3.3-70b-versatile").at("/prices/0");
        assertEquals("0.4", now.get("input_per_million").decimalValue().toPlainString());
        assertEquals("0.000000001", now.get("output_per_million").decimalValue().toPlainString());
        String path = "/api/v1/prices?provider_name=groq&model=llama-3.3-70b-versatile";
        Reply deleted = brand.api().delete(path);
        assertEquals(200, deleted.status(), deleted.text());
        assertEquals(
                "0.59",
                deleted.json().at("/price/input_per_million").decimalValue().toPlainString());
        assertEquals("catalogue", deleted.json().at("/price/source").asText());
        assertEquals(404, brand.api().delete(path).status());
    }

    @Test
    void aPriceOfAnUnknownModelLeavesNothingBehindWhenItIsDeleted() {
        set("groq", "our/own:model", "'input_per_million':1,'output_per_million':2");
        assertEquals(1, list("?model=our/own:model").get("total").asInt());
        Reply deleted = brand.api().delete("/api/v1/prices?provider_name=groq&model=our/own:model");
        assertTrue(deleted.json().get("price").isNull(), deleted.text());
        assertEquals(0, list("?model=our/own:model").get("total").asInt());
    }

    @Test
    void anotherBrandSeesNothingOfIt() {
        set("groq", "secret-deal", "'input_per_million':1,'output_per_million':2");
        try (Brand other = Brand.make(product())) {
            assertEquals(
                    0,
                    other.api()
                            .get("/api/v1/prices?model=secret-deal")
                            .json()
                            .get("total")
                            .asInt());
            assertEquals(
                    404,
                    other.api()
                            .delete("/api/v1/prices?provider_name=groq&model=secret-deal")
                            .status());
        }
        assertEquals(1, list("?model=secret-deal").get("total").asInt());
    }

    @Test
    void everyFaultIsNamedInOneAnswer() {
        Reply reply = put(
                "{'model':'','input_per_million':-1,'output_per_million':'2','cached_input_per_million':1000001,'outputs':1}");
        assertEquals(422, reply.status(), reply.text());
        assertEquals("validation_error", reply.json().get("code").asText());
        String text = reply.text();
        for (String field : List.of(
                "provider_name",
                "model",
                "input_per_million",
                "output_per_million",
                "cached_input_per_million",
                "outputs")) assertTrue(text.contains("\"" + field + "\""), field + " in " + text);
    }

    @Test
    void whatTheDocumentCannotSayIsCheckedToo() {
        Reply reply =
                put("{'provider_name':'grok','model':'a b','input_per_million':0.0000000001,'output_per_million':1}");
        assertEquals(422, reply.status(), reply.text());
        assertEquals(3, reply.json().get("detail").size(), reply.text());
        assertTrue(reply.text().contains("Did you mean 'groq'?"), reply.text());
        assertEquals(
                422, brand.api().delete("/api/v1/prices?provider_name=groq").status());
    }

    @Test
    void everyChangeIsInTheAuditLog() {
        set("groq", "m", "'input_per_million':1,'output_per_million':2");
        set("groq", "m", "'input_per_million':3,'output_per_million':2");
        brand.api().delete("/api/v1/prices?provider_name=groq&model=m");
        JsonNode entries = product()
                .admin()
                .get("/api/v1/admin/audit?brand_id=" + brand.id())
                .json()
                .get("entries");
        assertNotNull(entries);
        assertEquals("price.deleted", entries.at("/0/action").asText(), entries.toString());
        assertEquals("price:groq/m", entries.at("/0/subject").asText());
        assertEquals("price.set", entries.at("/1/action").asText());
        assertEquals(1, entries.at("/1/before/input_per_million").asInt(), entries.toString());
        assertEquals(3, entries.at("/1/after/input_per_million").asInt());
        assertTrue(entries.at("/2/before").isNull(), entries.toString());
    }

    @Test
    void aBrandsPriceSurvivesARestart(@TempDir Path own) {
        try (Product restarted = Product.start(own)) {
            String token = restarted.bootstrap().get("client_token").asText();
            try (Http api = restarted.http(token)) {
                String body = "{\"provider_name\":\"mistral\",\"model\":\"m\",\"input_per_million\":1.5,"
                        + "\"output_per_million\":2,\"reasoning_per_million\":3,\"max_output_tokens\":77}";
                assertEquals(200, api.send("PUT", "/api/v1/prices", body).status());
            }
            restarted.restart();
            try (Http api = restarted.http(token)) {
                JsonNode price = api.get("/api/v1/prices?model=m").json().at("/prices/0");
                assertEquals(
                        "1.5", price.get("input_per_million").decimalValue().toPlainString());
                assertEquals(
                        "3", price.get("reasoning_per_million").decimalValue().toPlainString());
                assertTrue(price.get("cached_input_per_million").isNull());
                assertEquals(77, price.get("max_output_tokens").asInt());
                assertEquals("brand", price.get("source").asText());
            }
        }
    }

    @Test
    void theLedgerEqualsTheInvoiceToTheNanoDollar() throws SQLException {
        String groq = Brand.groqKey();
        String mistral = "m%031d".formatted(brand.id());
        long first = brand.key("groq", groq);
        long second = brand.key("mistral", mistral);
        set("groq", "sandbox/chat", SANDBOX_PRICE);
        set("mistral", "sandbox/chat", SANDBOX_PRICE);
        for (String key : List.of(groq, mistral)) {
            String model = key.equals(groq) ? "groq/sandbox/chat" : "mistral/sandbox/chat";
            ask(key, KeyBehaviour.OK, model, "Hello there", "");
            ask(key, replies(7, 0, 3), model, "Hello there, and a few words more", "");
            ask(key, replies(1, 5, 1_000), model, "Hello there, how are you today?", "");
            ask(key, replies(123, 4, 17), model, "Hello again, dear sandbox, once more", ",\"stream\":true");
            ask(key, KeyBehaviour.OK, model, "x", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}");
            ask(key, replies(40, 2, 0), model, "Short, please", ",\"max_tokens\":3");
        }
        for (var each : List.of(new Booked(first, groq), new Booked(second, mistral))) {
            long invoice = product().sandbox().books(each.key()).invoiceNanos();
            assertTrue(invoice > 1_000, "the sandbox billed " + invoice);
            assertEquals(invoice, each.nanos());
        }
    }

    /** A key of the sandbox and what the ledger has under its integration. */
    private record Booked(long integration, String key) {
        long nanos() throws SQLException {
            String sql =
                    "SELECT SUM(cost_nanos), COUNT(*), SUM(cost_nanos IS NULL OR estimated) FROM attempt WHERE integration = "
                            + integration;
            try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("data/keypool.db"));
                    ResultSet row = database.createStatement().executeQuery(sql)) {
                row.next();
                assertEquals(6, row.getLong(2));
                assertEquals(0, row.getLong(3));
                return row.getLong(1);
            }
        }
    }

    private static KeyBehaviour replies(int completion, int cached, int reasoning) {
        return KeyBehaviour.OK.reply(
                new dev.keypool.sandbox.Reply("An answer of some length.", completion, cached, reasoning));
    }

    private void ask(String key, KeyBehaviour behaviour, String model, String text, String more) {
        product().sandbox().configure(key, behaviour);
        Reply reply = brand.api()
                .post(
                        "/v1/chat/completions",
                        "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]"
                                + more + "}");
        assertEquals(200, reply.status(), reply.text());
        if (more.contains("stream")) return;
        long before =
                reply.json().at("/spidergate_metadata/cost_usd").decimalValue().signum();
        assertEquals(1, before, reply.text());
    }

    @Test
    void whereTheProviderTellsTheCostNoPriceIsAsked() {
        String key = Brand.openRouterKey();
        brand.key("openrouter", key);
        set("openrouter", "sandbox/chat", "'input_per_million':1000,'output_per_million':1000");
        Reply reply = brand.chat("openrouter/sandbox/chat");
        assertEquals(
                product().sandbox().books(key).invoiceNanos(),
                reply.json()
                        .at("/spidergate_metadata/cost_usd")
                        .decimalValue()
                        .movePointRight(9)
                        .longValueExact());
    }

    @Test
    void whatNobodyKnowsStaysUnknown() {
        brand.key("groq", Brand.groqKey());
        assertTrue(brand.chat("groq/sandbox/chat")
                .json()
                .at("/spidergate_metadata/cost_usd")
                .isNull());
    }
}
