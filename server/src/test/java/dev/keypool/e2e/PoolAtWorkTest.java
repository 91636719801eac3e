package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import dev.keypool.sandbox.KeyBehaviour;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits, health, restart and graceful stop, seen from outside. */
final class PoolAtWorkTest {
    private static final String MODEL = "openrouter/sandbox/chat";

    @Test
    void of200CallersAtOnceExactlyTheLimitGoesToTheFirstKeyAndTheRestToTheSecond(@TempDir Path dir) {
        try (Product product = Product.start(dir);
                Brand brand = Brand.make(product)) {
            String limited = Brand.openRouterKey();
            String free = Brand.openRouterKey();
            product.sandbox().configure(limited, KeyBehaviour.OK.latencyMs(20).minuteLimit(100));
            long first = brand.key("openrouter", limited, "\"is_primary\":true", "\"minute_limit\":100");
            long second = brand.key("openrouter", free);
            List<Reply> replies = atOnce(200, () -> brand.chat(MODEL));
            assertTrue(replies.stream().allMatch(reply -> reply.status() == 200), replies.toString());
            assertEquals(100, product.sandbox().books(limited).received());
            assertEquals(100, product.sandbox().books(free).received());
            assertEquals(0, product.sandbox().books(limited).refusedForAnyReason());
            assertEquals(100, brand.integration(first).get("minute_count").asInt());
            assertEquals(100, brand.integration(second).get("minute_count").asInt());
        }
    }

    @Test
    void threeFailuresQuarantineAKeyAnotherServesAndItComesBackByItsOwnProbe(@TempDir Path dir) {
        try (Product product = Product.start(
                        dir, "KEYPOOL_POOL_QUARANTINE_INITIAL", "700ms", "KEYPOOL_API_RATE_PER_MINUTE", "0");
                Brand brand = Brand.make(product)) {
            String sick = Brand.openRouterKey();
            long first = brand.key("openrouter", sick, "\"is_primary\":true");
            long second = brand.key("openrouter", Brand.openRouterKey());
            product.sandboxMode(sick, "error_500");
            assertEquals("degraded", afterOneMore(brand, first));
            assertEquals("degraded", afterOneMore(brand, first));
            assertEquals("unhealthy", afterOneMore(brand, first));
            assertEquals(3, product.sandbox().books(sick).received());
            assertEquals(3, brand.integration(second).get("daily_count").asInt());
            JsonNode health = brand.api().get("/api/v1/integrations/health").json();
            assertEquals(1, health.at("/summary/unhealthy").asInt(), health.toString());
            assertEquals(first, health.at("/recommendations/0/integration_id").asLong(), health.toString());

            product.sandboxMode(sick, "ok");
            until(() -> brand.chat(MODEL).status() == 200
                    && brand.integration(first).get("health_status").asText().equals("healthy"));
            assertEquals(
                    product.sandbox().books(sick).received(),
                    brand.integration(first).get("daily_count").asLong());
        }
    }

    @Test
    void countsHealthAndLastUseSurviveARestart(@TempDir Path dir) {
        try (Product product = Product.start(dir)) {
            String token = product.bootstrap().get("client_token").asText();
            String credential = Brand.openRouterKey();
            String before;
            long id;
            try (Http api = new Http(product.port(), token)) {
                Brand brand = new Brand(api, 1, "", token);
                id = brand.key("openrouter", credential, "\"minute_limit\":50");
                for (int i = 0; i < 4; i++) assertEquals(200, brand.chat(MODEL).status());
                product.sandboxMode(credential, "error_500");
                assertEquals(502, brand.chat(MODEL).status());
                before = brand.integration(id).toString();
            }
            product.restart();
            try (Http api = new Http(product.port(), token)) {
                Brand brand = new Brand(api, 1, "", token);
                JsonNode after = brand.integration(id);
                assertEquals(before, after.toString());
                assertEquals(5, after.get("daily_count").asInt());
                assertEquals("degraded", after.get("health_status").asText());
                assertEquals(
                        product.sandbox().books(credential).received(),
                        after.get("daily_count").asLong());
            }
        }
    }

    @Test
    void stoppingLetsWhatIsInFlightFinish(@TempDir Path dir) {
        try (Product product = Product.start(dir);
                Brand brand = Brand.make(product)) {
            String slow = Brand.openRouterKey();
            product.sandbox().configure(slow, KeyBehaviour.OK.latencyMs(1_000));
            brand.key("openrouter", slow);
            CompletableFuture<Reply> reply = CompletableFuture.supplyAsync(() -> brand.chat(MODEL));
            product.sandbox().awaitBooks(slow, books -> books.received() == 1, Duration.ofSeconds(20));
            product.server().close();
            assertEquals(200, reply.join().status());
        }
    }

    @Test
    void stoppingLetsAStreamFinish(@TempDir Path dir) {
        try (Product product = Product.start(dir);
                Brand brand = Brand.make(product)) {
            String slow = Brand.openRouterKey();
            product.sandbox().configure(slow, KeyBehaviour.OK.chunks(20, 50));
            brand.key("openrouter", slow);
            String ask = "{\"model\":\"" + MODEL
                    + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}]}";
            CompletableFuture<Reply> reply =
                    CompletableFuture.supplyAsync(() -> brand.api().post("/v1/chat/completions", ask));
            product.sandbox().awaitBooks(slow, books -> books.received() == 1, Duration.ofSeconds(20));
            product.server().close();
            assertEquals(200, reply.join().status());
            assertTrue(
                    reply.join().text().endsWith("data: [DONE]\n\n"),
                    reply.join().text());
        }
    }

    private static String afterOneMore(Brand brand, long key) {
        Reply reply = brand.chat(MODEL);
        assertEquals(200, reply.status(), "the caller does not notice: " + reply.text());
        return brand.integration(key).get("health_status").asText();
    }

    static List<Reply> atOnce(int callers, java.util.function.Supplier<Reply> call) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Reply>> calls = new ArrayList<>();
            for (int i = 0; i < callers; i++) calls.add(CompletableFuture.supplyAsync(call, threads));
            return calls.stream().map(CompletableFuture::join).toList();
        }
    }

    /** Asks again and again; gives up with a failure after 30 s, which no good run comes near. */
    static void until(BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!holds.getAsBoolean()) assertTrue(System.nanoTime() < end, "did not come true in 30 s");
    }
}
