package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import dev.keypool.sandbox.KeyBehaviour;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents in the whole product, held against the invoice that the sandbox writes for itself. */
final class AgentLimitsTest {
    private static final String MODEL = "openrouter/sandbox/chat";
    /** $0.001. */
    private static final long BUDGET = 1_000_000;
    /** More than one of these requests may cost. */
    private static final long WORST = (200 + 256) * 150 + 16 * 600;

    /** An agent of the brand and a caller with its token. */
    private record Agent(Brand brand, String id, String token, Http api) {
        static Agent make(Product product, Brand brand, String terms) {
            JsonNode made = brand.api()
                    .post("/api/v1/agents", "{\"name\":\"Nightly\"," + terms + "}")
                    .json();
            String token = made.required("token").asText();
            return new Agent(brand, made.at("/agent/id").asText(), token, product.http(token));
        }

        Reply stream() {
            return api.post(
                    "/v1/chat/completions",
                    "{\"model\":\"" + MODEL + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}],"
                            + "\"stream\":true,\"max_tokens\":16}");
        }

        JsonNode shown() {
            return brand.api().get("/api/v1/agents/" + id).json().required("agent");
        }

        void change(String terms) {
            Reply changed = brand.api().patch("/api/v1/agents/" + id, "{" + terms + "}");
            assertEquals(200, changed.status(), changed.text());
        }
    }

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

    private static String code(Reply reply) {
        return reply.status() + " " + reply.json().at("/error/code").asText();
    }

    @Test
    void of200StreamsAtOnceNonePassesTheBudgetAlsoAfterARestart(@TempDir Path dir) {
        try (Product product = Product.start(dir, "KEYPOOL_API_RATE_PER_MINUTE", "0")) {
            String credential = Brand.openRouterKey();
            product.sandbox().configure(credential, KeyBehaviour.OK.chunks(5, 5));
            Brand brand = priced(product);
            brand.key("openrouter", credential);
            Agent agent = Agent.make(product, brand, "\"monthly_budget\":0.001,\"budget_action\":\"block\"");
            List<Reply> replies = PoolAtWorkTest.atOnce(200, agent::stream);
            Set<String> refusals = new TreeSet<>();
            for (Reply reply : replies) if (reply.status() != 200) refusals.add(code(reply));
            assertEquals(Set.of("402 budget_exceeded"), refusals);
            while (agent.stream().status() == 200) assertTrue(invoice(product, credential) <= BUDGET);

            long spent = invoice(product, credential);
            assertTrue(spent <= BUDGET && spent + WORST > BUDGET, "spent " + spent);
            JsonNode shown = agent.shown();
            long served = product.sandbox().books(credential).received();
            assertEquals(served, shown.get("requests_today").asLong());
            assertEquals(spent, nanos(shown.get("spend_this_month")));
            assertEquals(spent, nanos(shown.at("/spend_by_model/0/cost")));
            assertEquals(served, shown.at("/spend_by_model/0/requests").asLong());
            assertFalse(shown.get("budget_exceeded").asBoolean(), "not reached, only too near");
            assertEquals(200, brand.chat(MODEL).status(), "a client has no budget");

            product.restart();
            Brand again = new Brand(product.http(brand.token()), brand.id(), brand.clientId(), brand.token());
            var back = new Agent(again, agent.id(), agent.token(), product.http(agent.token()));
            assertEquals("402 budget_exceeded", code(back.stream()));
            assertEquals(served, back.shown().get("requests_today").asLong());
            assertEquals(spent, nanos(back.shown().get("spend_this_month")));
            assertTrue(product.admin()
                    .get("/api/v1/admin/audit?brand_id=" + brand.id())
                    .text()
                    .contains("agent.budget_missed"));
        }
    }

    @Test
    void aChangeOfTermsHoldsForTheNextRequest(@TempDir Path dir) {
        try (Product product = Product.start(dir);
                Brand brand = priced(product)) {
            brand.key("openrouter", Brand.openRouterKey());
            Agent agent = Agent.make(product, brand, "\"rpm\":2");
            assertTrue(agent.shown().get("last_used_at").isNull());
            Reply first = agent.stream();
            assertEquals("2", first.header("X-RateLimit-Limit-Requests"));
            assertEquals("1", first.header("X-RateLimit-Remaining-Requests"));
            assertEquals(1, agent.shown().get("requests_this_minute").asLong());
            assertFalse(agent.shown().get("last_used_at").isNull());
            agent.change("\"rpm\":1");
            assertEquals("429 rate_limit_exceeded", code(agent.stream()));
            agent.change("\"rpm\":null,\"rpd\":1");
            Reply daily = agent.stream();
            assertEquals("429 daily_rate_limit_exceeded", code(daily));
            assertTrue(Long.parseLong(daily.header("Retry-After")) <= 86_400);
            agent.change("\"rpd\":null,\"allowed_models\":[\"openrouter/openai/*\"]");
            assertEquals("403 model_not_allowed", code(agent.stream()));
            agent.change("\"allowed_models\":[\"openrouter/*\"],\"free_only\":true");
            assertEquals("403 model_not_allowed", code(agent.stream()));
            agent.change("\"free_only\":false");
            assertEquals(200, agent.stream().status());
            assertEquals(2, agent.shown().get("requests_today").asLong());
            agent.change("\"is_active\":false");
            assertEquals("403 inactive_client", code(agent.stream()));
            brand.api().delete("/api/v1/agents/" + agent.id());
            assertEquals("401 invalid_api_key", code(agent.stream()));
        }
    }

    private static long nanos(JsonNode dollars) {
        return dollars.decimalValue().movePointRight(9).longValueExact();
    }

    private static long invoice(Product product, String credential) {
        return product.sandbox().books(credential).invoiceNanos();
    }
}
