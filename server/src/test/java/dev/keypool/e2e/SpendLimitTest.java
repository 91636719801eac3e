package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import dev.keypool.sandbox.KeyBehaviour;
import dev.keypool.sandbox.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocking spend limits, held against the invoice that the sandbox writes for itself. */
final class SpendLimitTest {
    private static final String MODEL = "openrouter/sandbox/chat";
    /** $0.001. */
    private static final long LIMIT = 1_000_000;
    /** More than one of these requests may cost: each body has fewer than 200 bytes, 256 more are the template's. */
    private static final long WORST = (200 + 256) * 150 + 16 * 600;

    private static Brand priced(Product product) {
        Brand brand = Brand.make(product);
        Reply set = brand.api()
                .send(
                        "PUT",
                        "/api/v1/prices",
                        "{\"provider_name\":\"openrouter\",\"model\":\"sandbox/chat\","
                                + "\"input_per_million\":0.15,\"output_per_million\":0.60}");
        assertTrue(set.status() < 300, set.text());
        return brand;
    }

    private static Reply stream(Brand brand) {
        return ask(brand, "\"stream\":true,\"max_tokens\":16");
    }

    private static Reply ask(Brand brand, String members) {
        return brand.api()
                .post(
                        "/v1/chat/completions",
                        "{\"model\":\"" + MODEL + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}],"
                                + members + "}");
    }

    private static String limit(String dollars) {
        return "\"spend_limit_amount\":" + dollars + ",\"spend_limit_action\":\"block\"";
    }

    @Test
    void of200StreamsAtOnceNoneSpendsMoreThanIsLeftAndWhatIsLeftIsSpent(@TempDir Path dir) {
        try (Product product = Product.start(dir, "KEYPOOL_API_RATE_PER_MINUTE", "0");
                Brand brand = priced(product)) {
            String credential = Brand.openRouterKey();
            product.sandbox().configure(credential, KeyBehaviour.OK.chunks(5, 5));
            long id = brand.key("openrouter", credential, limit("0.001"));
            List<Reply> replies = PoolAtWorkTest.atOnce(200, () -> stream(brand));
            Set<Integer> statuses = replies.stream().map(Reply::status).collect(Collectors.toSet());
            assertEquals(Set.of(200, 429), statuses);
            for (Reply reply : replies) {
                if (reply.status() == 429) assertEquals("keys_exhausted", code(reply), reply.text());
            }
            while (stream(brand).status() == 200) assertTrue(invoice(product, credential) <= LIMIT);

            long spent = invoice(product, credential);
            assertTrue(spent <= LIMIT && spent + WORST > LIMIT, "spent " + spent);
            Reply refused = stream(brand);
            assertEquals(429, refused.status(), refused.text());
            JsonNode reason = refused.json().at("/error/reasons/0");
            assertEquals("spend_limit", reason.get("reason").asText());
            assertTrue(reason.get("until").asText().endsWith("-01T00:00:00Z"), reason.toString());
            assertTrue(Long.parseLong(refused.header("Retry-After")) > 1);
            assertFalse(brand.integration(id).get("spend_limit_exceeded").asBoolean(), "not reached, only too near");

            String spare = Brand.openRouterKey();
            brand.key("openrouter", spare);
            assertEquals(200, stream(brand).status());
            assertEquals(1, product.sandbox().books(spare).received());
            assertEquals(spent, invoice(product, credential));
        }
    }

    @Test
    void whatABrokenStreamMayHaveCostStaysSpentAlsoAfterARestart(@TempDir Path dir) {
        try (Product product = Product.start(dir, "KEYPOOL_API_RATE_PER_MINUTE", "0")) {
            String credential = Brand.openRouterKey();
            product.sandbox().configure(credential, KeyBehaviour.OK.mode(Mode.BROKEN_STREAM));
            String token;
            long id;
            try (Brand brand = priced(product)) {
                token = brand.token();
                id = brand.key("openrouter", credential, limit("0.00015"));
                int served = 0;
                while (stream(brand).status() == 200) served++;
                assertTrue(served >= 1 && served <= 2, "the limit holds two of them at most: " + served);
            }
            assertTrue(invoice(product, credential) <= 150_000);
            product.sandbox().configure(credential, KeyBehaviour.OK);
            product.restart();
            try (Http api = product.http(token)) {
                Brand brand = new Brand(api, 0, "", token);
                Reply refused = stream(brand);
                assertEquals(429, refused.status(), refused.text());
                assertEquals(
                        "spend_limit",
                        refused.json().at("/error/reasons/0/reason").asText());
                Reply reset = api.post("/api/v1/integrations/" + id + "/reset-usage", "{}");
                assertEquals(200, reset.status(), reset.text());
            }
            product.restart();
            try (Http api = product.http(token)) {
                assertEquals(200, stream(new Brand(api, 0, "", token)).status(), "forgiven over the restart");
            }
        }
    }

    @Test
    void callersWhoLeaveSpendWithinTheLimitToo(@TempDir Path dir) {
        try (Product product = Product.start(dir, "KEYPOOL_API_RATE_PER_MINUTE", "0");
                Brand brand = priced(product)) {
            String credential = Brand.openRouterKey();
            product.sandbox().configure(credential, KeyBehaviour.OK.chunks(11, 20));
            brand.key("openrouter", credential, limit("0.0005"));
            for (int round = 0; round < 3; round++) {
                PoolAtWorkTest.atOnce(
                        20,
                        () -> ask(
                                brand,
                                "\"stream\":true,\"max_tokens\":16,"
                                        + "\"spidergate_options\":{\"timeout_ms\":60,\"retry_count\":0}"));
            }
            product.sandbox().awaitBooks(credential, books -> books.inFlight() == 0, Duration.ofSeconds(20));
            assertTrue(invoice(product, credential) > 0);
            assertTrue(invoice(product, credential) <= 500_000, "invoice " + invoice(product, credential));
        }
    }

    @Test
    void aRequestWithoutABoundIsRefusedWithTheReasonAndServedByAKeyThatDoesNotBlock(@TempDir Path dir) {
        try (Product product = Product.start(dir);
                Brand brand = priced(product)) {
            brand.key("openrouter", Brand.openRouterKey(), limit("1"));
            Reply endless = ask(brand, "\"temperature\":0");
            assertEquals(400, endless.status(), endless.text());
            assertEquals("max_tokens_required", code(endless));
            Reply dear = ask(brand, "\"max_tokens\":2000000");
            assertEquals(400, dear.status(), dear.text());
            assertEquals("cost_above_limit", code(dear));
            Reply searching = ask(brand, "\"max_tokens\":5,\"web_search_options\":{}");
            assertEquals("cost_unbounded", code(searching), searching.text());
            Reply unpriced = brand.api()
                    .post(
                            "/v1/chat/completions",
                            "{\"model\":\"openrouter/sandbox/other\",\"max_tokens\":5,"
                                    + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}]}");
            assertEquals(503, unpriced.status(), unpriced.text());
            assertEquals("model_unpriced", code(unpriced));

            brand.key("openrouter", Brand.openRouterKey());
            assertEquals(200, ask(brand, "\"temperature\":0").status());
        }
    }

    @Test
    void anOperatorMayTakeTheUnpricedOnTrust(@TempDir Path dir) {
        try (Product product = Product.start(dir, "KEYPOOL_POOL_ALLOW_UNPRICED", "true");
                Brand brand = Brand.make(product)) {
            brand.key("openrouter", Brand.openRouterKey(), limit("1"));
            assertEquals(200, brand.chat(MODEL).status());
        }
    }

    @Test
    void aWarningLimitIsToldOnceAndServesOn(@TempDir Path dir) {
        try (Product product = Product.start(dir);
                Brand brand = priced(product)) {
            long id = brand.key("openrouter", Brand.openRouterKey(), "\"spend_limit_amount\":0.00001");
            for (int i = 0; i < 4; i++) assertEquals(200, stream(brand).status());
            assertTrue(brand.integration(id).get("spend_limit_exceeded").asBoolean());
            PoolAtWorkTest.until(() -> warnings(brand, id) > 0);
            assertEquals(1, warnings(brand, id));
        }
    }

    private static long warnings(Brand brand, long id) {
        JsonNode events =
                brand.api().get("/api/v1/integrations/" + id + "/events").json();
        long count = 0;
        for (JsonNode event : events.get("events")) {
            if (event.get("kind").asText().equals("spend_warned")) count++;
        }
        return count;
    }

    private static String code(Reply reply) {
        return reply.json().at("/error/code").asText();
    }

    private static long invoice(Product product, String credential) {
        return product.sandbox().books(credential).invoiceNanos();
    }
}
