package dev.keypool.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.values.Money;
import dev.keypool.values.Refusal;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A write with an Idempotency-Key is done once. */
class IdempotencyTest {
    private static final String BODY = "{\"provider_name\":\"groq\",\"credentials\":{\"api_key\":\"gsk_abc\"}}";
    private static final String KEY = "Idempotency-Key";

    private final AtomicInteger runs = new AtomicInteger();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private Plane plane;

    private record Made(boolean success, int run, Money amount) {}

    @BeforeEach
    void start() {
        plane = new Plane(Map.of(
                "createIntegration",
                call -> new Answer(
                        201,
                        new Made(true, runs.incrementAndGet(), Money.of(new BigDecimal("500"))),
                        Map.of("Location", "/x")),
                "updateIntegration",
                call -> {
                    if (runs.incrementAndGet() == 1) {
                        throw new Refusal(Refusal.Kind.CONFLICT, "conflict", "Not the first time.");
                    }
                    return Answer.ok(Map.of("run", runs.get()));
                },
                "deleteIntegration",
                call -> {
                    if (runs.incrementAndGet() == 1) throw new IllegalStateException("broken");
                    return Answer.ok(Map.of("run", runs.get()));
                },
                "resetUsage",
                call -> {
                    entered.countDown();
                    goOn.await();
                    return Answer.ok(Map.of("run", runs.incrementAndGet()));
                },
                "createAgent",
                call -> new Answer(
                        201,
                        Map.of("token", "kp_canary_" + runs.incrementAndGet()),
                        Map.of("Location", "/api/v1/agents/agt_1"))));
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    @Test
    void theSameRequestGetsTheStoredAnswer() {
        Plane.Reply first = plane.post(Plane.BASE, BODY, KEY, "k1");
        Plane.Reply second = plane.post(Plane.BASE, BODY, KEY, "k1");
        assertEquals(201, second.status());
        assertEquals("{\"success\":true,\"run\":1,\"amount\":500.00}", first.text());
        assertEquals(first.text(), second.text());
        assertEquals("/x", second.header("Location"));
        assertEquals("(none)", first.header("Idempotent-Replayed"));
        assertEquals("true", second.header("Idempotent-Replayed"));
        assertEquals(1, runs.get());
    }

    @Test
    void withoutAKeyEveryRequestRuns() {
        plane.post(Plane.BASE, BODY);
        plane.post(Plane.BASE, BODY);
        assertEquals(2, runs.get());
    }

    @Test
    void theKeyOfAnotherCallerIsAnotherKey() {
        plane.post(Plane.BASE, BODY, KEY, "k1");
        plane.post(Plane.BASE, BODY, KEY, "k1", "Authorization", "Bearer other");
        assertEquals(2, runs.get());
    }

    @Test
    void theSameKeyWithAnotherRequestIs422() {
        plane.post(Plane.BASE, BODY, KEY, "k1");
        Plane.Reply otherBody = plane.post(Plane.BASE, BODY.replace("abc", "xyz"), KEY, "k1");
        Plane.Reply otherQuery = plane.post(Plane.BASE + "?verify=true", BODY, KEY, "k1");
        Plane.Reply otherOperation = plane.post(Plane.BASE + "/1/reset-health", "", KEY, "k1");
        for (Plane.Reply reply : new Plane.Reply[] {otherBody, otherQuery, otherOperation}) {
            assertEquals(422, reply.status());
            ControlPlaneTest.assertShape(reply, "idempotency_key_reused");
            assertTrue(reply.fault("header.Idempotency-Key").has("msg"), reply.text());
        }
        assertEquals(1, runs.get());
    }

    @Test
    void aRefusalChangedNothingSoTheKeyMayTryAgain() {
        assertEquals(
                409, plane.send("PATCH", Plane.BASE + "/1", "{}", KEY, "k1").status());
        assertEquals(
                200,
                plane.send("PATCH", Plane.BASE + "/1", "{\"is_active\":true}", KEY, "k1")
                        .status());
    }

    @Test
    void aFaultOfOursLeavesTheKeyFree() {
        assertEquals(
                500, plane.send("DELETE", Plane.BASE + "/1", null, KEY, "k1").status());
        assertEquals(
                200, plane.send("DELETE", Plane.BASE + "/1", null, KEY, "k1").status());
    }

    @Test
    void aSecondRequestWhileTheFirstRunsIs409() throws Exception {
        CompletableFuture<Plane.Reply> first =
                CompletableFuture.supplyAsync(() -> plane.post(Plane.BASE + "/1/reset-usage", "", KEY, "k1"));
        entered.await();
        Plane.Reply second = plane.post(Plane.BASE + "/1/reset-usage", "", KEY, "k1");
        assertEquals(409, second.status());
        ControlPlaneTest.assertShape(second, "idempotency_in_progress");
        assertEquals("1", second.header("Retry-After"));
        goOn.countDown();
        assertEquals(200, first.get().status());
        assertEquals(1, runs.get());
    }

    @Test
    void aSecretThatIsShownOnceIsNotReplayed() {
        Plane.Reply first = plane.post("/api/v1/agents", "{\"name\":\"a\"}", KEY, "k1");
        assertTrue(first.text().contains("kp_canary_1"));
        Plane.Reply second = plane.post("/api/v1/agents", "{\"name\":\"a\"}", KEY, "k1");
        assertEquals(409, second.status());
        ControlPlaneTest.assertShape(second, "idempotency_secret_shown");
        assertEquals("/api/v1/agents/agt_1", second.header("Location"));
        assertFalse(second.text().contains("canary"));
        assertEquals(1, runs.get());
    }

    @Test
    void aKeyLives24Hours() {
        plane.post(Plane.BASE, BODY, KEY, "k1");
        plane.now.updateAndGet(now -> now.plus(Duration.ofHours(24).minusSeconds(1)));
        plane.post(Plane.BASE, BODY, KEY, "k1");
        assertEquals(1, runs.get());
        plane.now.updateAndGet(now -> now.plusSeconds(1));
        plane.post(Plane.BASE, BODY, KEY, "k1");
        assertEquals(2, runs.get());
    }

    @Test
    void aKeyHasOneTo255PrintableCharacters() {
        assertEquals(201, plane.post(Plane.BASE, BODY, KEY, "k".repeat(255)).status());
        Plane.Reply reply = plane.post(Plane.BASE, BODY, KEY, "k".repeat(256));
        assertEquals(422, reply.status());
        assertEquals(
                "too_long", reply.fault("header.Idempotency-Key").path("type").asText());
        Plane.Reply odd = plane.raw("DELETE " + Plane.BASE
                + "/1 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer client\r\nIdempotency-Key: k\u00e4y\r\n\r\n");
        assertEquals(422, odd.status());
        assertEquals(
                "wrong_form", odd.fault("header.Idempotency-Key").path("type").asText());
    }
}
