package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import dev.keypool.sandbox.KeyBehaviour;
import java.math.BigDecimal;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the provider says that a key has left decides whether it is used; and it is asked without being told to. */
final class BillingTest {
    private static final String MODEL = "openrouter/sandbox/chat";

    @Test
    void aBalanceThatRunsOutCoolsTheKeyAndMoneyBringsItBack(@TempDir Path dir) {
        try (Product product = Product.start(dir);
                Brand brand = Brand.make(product)) {
            String credential = Brand.openRouterKey();
            product.sandbox().configure(credential, KeyBehaviour.OK.credit(new BigDecimal("5")));
            long id = brand.key("openrouter", credential);
            assertEquals(200, brand.chat(MODEL).status());
            JsonNode rich = synced(brand, id);
            long invoice = product.sandbox().books(credential).invoiceNanos();
            assertTrue(invoice > 0);
            assertEquals(5_000_000_000L - invoice, nanos(rich.get("balance")), rich.toString());
            assertEquals(invoice, nanos(rich.get("usage_today")), rich.toString());

            // What is left is just what was spent: the balance is nothing.
            product.sandbox().configure(credential, KeyBehaviour.OK.credit(BigDecimal.valueOf(invoice, 9)));
            assertEquals(0, nanos(synced(brand, id).get("balance")));
            JsonNode poor = health(brand);
            assertTrue(poor.get("cooling_until").isTextual(), poor.toString());
            assertEquals("key_no_credit", poor.get("last_error_class").asText());
            assertEquals("healthy", poor.get("health_status").asText());
            Reply refused = brand.chat(MODEL);
            assertEquals(429, refused.status(), refused.text());
            assertEquals(1, product.sandbox().books(credential).received(), "it was not tried");

            product.sandbox().configure(credential, KeyBehaviour.OK.credit(new BigDecimal("5")));
            synced(brand, id);
            assertTrue(health(brand).get("cooling_until").isNull());
            assertEquals(200, brand.chat(MODEL).status());
        }
    }

    @Test
    void theScheduleReadsFiguresAndFindsMoneyByItselfAndEndsWithTheServer(@TempDir Path dir) {
        try (Product product = Product.start(
                        dir,
                        "KEYPOOL_BILLING_EVERY",
                        "1s",
                        "KEYPOOL_POOL_CREDIT_RECHECK",
                        "2s",
                        "KEYPOOL_API_RATE_PER_MINUTE",
                        "0");
                Brand brand = Brand.make(product)) {
            String credential = Brand.openRouterKey();
            product.sandbox().configure(credential, KeyBehaviour.OK.credit(BigDecimal.ZERO));
            long id = brand.key("openrouter", credential);
            PoolAtWorkTest.until(
                    () -> brand.integration(id).get("billing_synced_at").isTextual());
            Reply refused = brand.chat(MODEL);
            assertEquals(503, refused.status(), refused.text());
            assertEquals("key_no_credit", health(brand).get("last_error_class").asText());
            long tried = product.sandbox().books(credential).received();
            assertEquals(1, tried);
            product.sandbox().configure(credential, KeyBehaviour.OK.credit(new BigDecimal("5")));
            PoolAtWorkTest.until(() -> health(brand).get("cooling_until").isNull());
            assertEquals(5_000_000_000L, nanos(brand.integration(id).get("cached_balance")));
            assertEquals(tried, product.sandbox().books(credential).received(), "no request was risked on it");
            assertEquals(200, brand.chat(MODEL).status());
            product.server().close();
            assertTrue(Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("keypool-billing")));
        }
    }

    @Test
    void withoutTheScheduleNobodyIsAsked(@TempDir Path dir) {
        try (Product product = Product.start(dir, "KEYPOOL_BILLING_SCHEDULED", "false")) {
            assertTrue(product.port() > 0);
            assertTrue(Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("keypool-billing")));
        }
    }

    private static long nanos(JsonNode amount) {
        return new BigDecimal(amount.asText()).movePointRight(9).longValueExact();
    }

    private static JsonNode synced(Brand brand, long id) {
        JsonNode report = brand.api()
                .post("/api/v1/integrations/" + id + "/sync-billing", "")
                .json();
        assertEquals(0, report.get("failed").asInt(), report.toString());
        return report.at("/results/0");
    }

    private static JsonNode health(Brand brand) {
        return brand.api().get("/api/v1/integrations/health").json().at("/integrations/0");
    }
}
