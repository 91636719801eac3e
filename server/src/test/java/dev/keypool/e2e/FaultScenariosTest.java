package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import dev.keypool.e2e.LedgerFile.Line;
import dev.keypool.sandbox.Fault;
import dev.keypool.sandbox.KeyBehaviour;
import dev.keypool.sandbox.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What providers do wrong with an answer as a whole: what the caller sees, what it does to the key, what the ledger says.
 * {@code docs/faults.md} is the table of it; its rows are the display names.
 */
final class FaultScenariosTest {
    private static Stage stage;

    @BeforeAll
    static void start(@TempDir Path dir) {
        stage = new Stage(dir);
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    private static KeyBehaviour mode(Mode mode) {
        return KeyBehaviour.OK.mode(mode);
    }

    @Test
    @DisplayName("429 with Retry-After")
    void tooManyRequestsWithATime() {
        KeyBehaviour limited = KeyBehaviour.OK.fault(
                Fault.of(Mode.RATE_LIMITED).retryAfter("20").times(1));
        try (Scene alone = Scene.openRouter(stage, 1, limited)) {
            assertWaits(alone.ask(), 20);
            alone.assertKey(alone.first(), "degraded", 1, "rate_limited");
            alone.assertCools(alone.first(), Duration.ofSeconds(20));
            assertLine(alone.rows().getLast(), "rate_limited", 429);

            stage.pass(Duration.ofSeconds(4));
            Reply still = alone.ask();
            assertWaits(still, 15);
            assertEquals("cooling", still.json().at("/error/reasons/0/reason").asText());
            assertEquals(1, alone.rows().size(), "a cooling key is not tried");

            stage.pass(Duration.ofSeconds(15));
            assertEquals(200, alone.ask().status());
            alone.assertKey(alone.first(), "healthy", 0, "rate_limited");
        }
        try (Scene two = Scene.openRouter(stage, 2, limited)) {
            assertUnnoticed(two, "rate_limited", 429);
            two.assertCools(two.first(), Duration.ofSeconds(20));
        }
    }

    @Test
    @DisplayName("persistent 429")
    void tooManyRequestsWithoutEnd() {
        try (Scene alone = Scene.openRouter(stage, 1, mode(Mode.RATE_LIMITED))) {
            for (int failures = 1; failures <= 3; failures++) {
                Reply reply = alone.ask();
                assertWaits(reply, failures == 3 ? 60 : seconds(reply));
                assertTrue(seconds(reply) <= 60);
                alone.assertKey(alone.first(), failures < 3 ? "degraded" : "unhealthy", failures, "rate_limited");
                stage.pass(Duration.ofSeconds(failures == 3 ? 30 : seconds(reply)));
            }
            assertWaits(alone.ask(), 29);
            assertEquals(3, alone.books(alone.first()).received(), "nobody asks during the quarantine");
            stage.pass(Duration.ofSeconds(29));
            assertWaits(alone.ask(), 120);
            alone.assertKey(alone.first(), "unhealthy", 4, "rate_limited");
            assertTrue(
                    alone.rows().stream().allMatch(row -> row.result().equals("rate_limited") && row.status() == 429));
        }
        try (Scene two = Scene.openRouter(stage, 2, mode(Mode.RATE_LIMITED))) {
            two.play(two.second(), mode(Mode.RATE_LIMITED));
            Reply reply = two.ask();
            assertWaits(reply, seconds(reply));
            assertEquals(2, two.rows().size(), "each key was tried once");
            two.assertKey(two.second(), "degraded", 1, "rate_limited");
        }
    }

    @Test
    @DisplayName("500")
    void internalError() {
        assertFails(mode(Mode.ERROR_500), 502, "api_error", "upstream_error", "provider_error", 500);
    }

    @Test
    @DisplayName("503")
    void unavailable() {
        Reply reply = assertFails(
                mode(Mode.ERROR_503),
                503,
                "service_unavailable_error",
                "provider_overloaded",
                "provider_overloaded",
                503);
        assertEquals("1", reply.header("retry-after"));
    }

    @Test
    @DisplayName("connection reset")
    void reset() {
        assertFails(mode(Mode.RESET), 502, "api_error", "upstream_error", "provider_error", 0);
    }

    /** One key: the caller gets that error, as JSON even where he asked for a stream. Two keys: he notices nothing. */
    private static Reply assertFails(
            KeyBehaviour fault, int status, String type, String code, String failureClass, int upstreamStatus) {
        Reply reply;
        try (Scene alone = Scene.openRouter(stage, 1, fault)) {
            reply = alone.ask();
            assertError(reply, status, type, code);
            alone.assertKey(alone.first(), "degraded", 1, failureClass);
            alone.assertCools(alone.first(), null);
            assertLine(alone.rows().getLast(), failureClass, upstreamStatus);

            assertError(alone.askStream(), status, type, code);
            assertFalse(alone.rows().getLast().truncated());
            alone.ask();
            alone.assertKey(alone.first(), "unhealthy", 3, failureClass);
            assertWaits(alone.ask(), 59);
            assertEquals(3, alone.books(alone.first()).received(), "nobody asks during the quarantine");
            assertEquals(3, alone.rows().size());
        }
        try (Scene two = Scene.openRouter(stage, 2, fault)) {
            assertUnnoticed(two, failureClass, upstreamStatus);
            two.assertCools(two.first(), null);
        }
        return reply;
    }

    @Test
    @DisplayName("context too long")
    void contextTooLong() {
        assertOwnFault(Mode.CONTEXT_TOO_LONG, 400, "context_too_long", "maximum context length");
    }

    @Test
    @DisplayName("content filter")
    void contentFilter() {
        assertOwnFault(Mode.CONTENT_FILTER, 400, "content_filter", "content management policy");
    }

    @Test
    @DisplayName("oversized body refused")
    void bodyTooLarge() {
        assertOwnFault(Mode.TOO_LARGE, 413, "context_too_long", "too large");
    }

    /** What the caller did wrong comes back as the provider said it, at once; no other key is tried, none is blamed. */
    private static void assertOwnFault(Mode mode, int status, String failureClass, String words) {
        for (boolean stream : List.of(false, true)) {
            try (Scene two = Scene.openRouter(stage, 2, mode(mode))) {
                Reply reply = stream ? two.askStream() : two.ask();
                assertEquals(status, reply.status(), reply.text());
                JsonNode error = reply.json().get("error");
                assertTrue(error.get("message").asText().contains(words), reply.text());
                assertEquals(status, error.get("code").asInt(), "OpenRouter's own body, as it is");
                assertEquals("application/json", reply.header("content-type"));
                assertEquals(1, two.rows().size());
                assertLine(two.rows().getLast(), failureClass, status);
                two.assertSpotless(two.first());
                two.assertSpotless(two.second());
                assertEquals(0, two.books(two.second()).received());
            }
        }
    }

    @Test
    @DisplayName("a provider flapping for 60 s")
    void flapping() {
        KeyBehaviour flaps = KeyBehaviour.OK.fault(Fault.of(Mode.ERROR_503).every(2));
        try (Scene alone = Scene.openRouter(stage, 1, flaps)) {
            for (int second = 1; second <= 60; second++) {
                boolean bad = second % 2 == 0;
                Reply reply = second % 3 == 0 ? alone.askStream() : alone.ask();
                assertEquals(bad ? 503 : 200, reply.status(), reply.text());
                assertEquals(
                        bad ? "degraded" : "healthy",
                        alone.brand()
                                .integration(alone.first().id())
                                .get("health_status")
                                .asText());
            }
            alone.assertKey(alone.first(), "degraded", 1, "provider_overloaded");
            assertEquals(30, count(alone, "ok"));
            assertEquals(30, count(alone, "provider_overloaded"));
            assertEquals(30 * Scene.PRICE, alone.books(alone.first()).invoiceNanos());
            assertEquals(30 * Scene.PRICE, cost(alone.rows()));
        }
        try (Scene two = Scene.openRouter(stage, 2, flaps)) {
            for (int second = 1; second <= 60; second++)
                assertEquals(200, two.ask().status(), "nobody notices");
            assertEquals(60, count(two, "ok"));
            // A degraded key waits behind a healthy one of lower priority only when that is of its own priority: so it
            // is asked each time, and each failure is cured by the other.
            assertEquals(60, two.books(two.first()).received());
            assertEquals(30, two.books(two.second()).received());
            two.assertKey(two.first(), "degraded", 1, "provider_overloaded");
            two.assertSpotless(two.second());
        }
    }

    private static long count(Scene scene, String result) {
        return scene.rows().stream().filter(row -> row.result().equals(result)).count();
    }

    static long cost(List<Line> rows) {
        return rows.stream()
                .filter(row -> row.cost() != null)
                .mapToLong(Line::cost)
                .sum();
    }

    @Test
    @DisplayName("the accounting of all of these")
    void accounting() {
        try (Scene two = Scene.openRouter(stage, 2, KeyBehaviour.OK)) {
            for (Mode mode : Mode.values()) if (mode != Mode.CUSTOM) both(two, mode);
            two.assertCounted(two.first());
            two.assertCounted(two.second());
            List<Line> rows = two.rows();
            assertEquals(
                    rows.size(), rows.stream().map(Line::attemptId).distinct().count());
            long answered =
                    two.books(two.first()).answered() + two.books(two.second()).answered();
            long billed = two.books(two.first()).invoiceNanos()
                    + two.books(two.second()).invoiceNanos();
            List<Line> good =
                    rows.stream().filter(row -> row.result().equals("ok")).toList();
            assertTrue(good.size() >= answered, "what the provider calls answered was answered");
            assertTrue(good.stream().allMatch(row -> row.cost() != null && row.cost() == Scene.PRICE));
            assertTrue(
                    rows.stream().filter(row -> !row.result().equals("ok")).allMatch(Line::costUnknown),
                    "what is not known is not called zero");
            assertTrue(cost(good) <= billed, "what is booked was billed");
            assertEquals(
                    Set.of(
                            "ok",
                            "key_invalid",
                            "key_no_credit",
                            "rate_limited",
                            "provider_error",
                            "provider_overloaded",
                            "timeout",
                            "context_too_long",
                            "content_filter",
                            "model_not_found"),
                    rows.stream().map(Line::result).collect(Collectors.toSet()));
        }
    }

    /** That fault in a plain answer and in a stream. */
    private static void both(Scene two, Mode mode) {
        for (Supplier<Reply> call : List.<Supplier<Reply>>of(two::ask, two::askStream)) {
            two.resetHealth(two.first());
            two.play(KeyBehaviour.OK.fault(Fault.of(mode).delayMs(5)));
            Reply reply = switch (mode) {
                case SILENT -> two.afterSilence(call);
                case STALLED_STREAM -> two.whileTimePasses(call);
                default -> call.get();
            };
            boolean ownFault = Set.of(Mode.CONTEXT_TOO_LONG, Mode.CONTENT_FILTER, Mode.TOO_LARGE)
                    .contains(mode);
            assertEquals(!ownFault, reply.status() == 200, mode + ": " + reply.text());
        }
    }

    /** The second key serves; the caller sees a plain answer, the first key's failure stands beside it in the ledger. */
    static void assertUnnoticed(Scene two, String failureClass, int upstreamStatus) {
        Reply reply = two.ask();
        assertEquals(200, reply.status(), reply.text());
        assertEquals("", reply.header("x-spidergate-fallback-from"), "the same model of the same provider");
        assertEquals(
                two.second().id(),
                reply.json().at("/spidergate_metadata/integration_id").asLong());
        List<Line> rows = two.rows();
        assertEquals(2, rows.size());
        assertEquals(rows.get(0).requestId(), rows.get(1).requestId());
        assertEquals(reply.header("x-request-id"), rows.get(1).requestId());
        assertLine(rows.get(0), failureClass, upstreamStatus);
        assertGood(rows.get(1));
        two.assertKey(two.first(), "degraded", 1, failureClass);
        two.assertSpotless(two.second());
    }

    /** The row of a failed attempt: it was sent, so it counts; nothing is known of its cost. */
    static void assertLine(Line row, String result, int status) {
        assertEquals(result, row.result());
        assertEquals(status, row.status());
        assertTrue(row.sent());
        assertTrue(row.costUnknown(), row.toString());
        assertFalse(row.truncated());
    }

    static void assertGood(Line row) {
        assertEquals("ok", row.result());
        assertEquals(200, row.status());
        assertEquals(3, row.tokensIn());
        assertEquals(11, row.tokensOut());
        assertEquals(Scene.PRICE, row.cost());
        assertFalse(row.estimated() || row.truncated());
    }

    static void assertError(Reply reply, int status, String type, String code) {
        assertEquals(status, reply.status(), reply.text());
        JsonNode error = reply.json().get("error");
        assertEquals(type, error.get("type").asText());
        assertEquals(code, error.get("code").asText());
        assertFalse(error.get("message").asText().isBlank());
        assertFalse(reply.header("x-request-id").isEmpty());
    }

    private static void assertWaits(Reply reply, int seconds) {
        assertError(reply, 429, "rate_limit_error", "keys_exhausted");
        assertEquals(seconds, seconds(reply));
    }

    private static int seconds(Reply reply) {
        return Integer.parseInt(reply.header("retry-after"));
    }
}
