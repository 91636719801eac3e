package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import dev.keypool.e2e.LedgerFile.Line;
import dev.keypool.sandbox.Fault;
import dev.keypool.sandbox.KeyBehaviour;
import dev.keypool.sandbox.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What providers do wrong in time and in the middle of an answer; the other half of {@link FaultScenariosTest}. */
final class FaultyStreamsTest {
    private static final String WHOLE = dev.keypool.sandbox.Reply.USUAL.text();

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
    @DisplayName("silence before headers")
    void silence() {
        try (Scene alone = Scene.openRouter(stage, 1, mode(Mode.SILENT))) {
            Reply reply = alone.afterSilence(alone::ask);
            FaultScenariosTest.assertError(reply, 504, "timeout_error", "upstream_timeout");
            alone.assertKey(alone.first(), "degraded", 1, "timeout");
            FaultScenariosTest.assertLine(alone.rows().getLast(), "timeout", 0);
        }
        try (Scene two = Scene.openRouter(stage, 2, mode(Mode.SILENT))) {
            Reply reply = two.afterSilence(two::ask);
            assertEquals(200, reply.status(), reply.text());
            FaultScenariosTest.assertLine(two.rows().getFirst(), "timeout", 0);
            FaultScenariosTest.assertGood(two.rows().getLast());
            two.assertKey(two.first(), "degraded", 1, "timeout");
            two.assertSpotless(two.second());
        }
    }

    @Test
    void whoComesWhileAKeyIsProbedIsToldToComeBackSoon() {
        try (Scene alone = Scene.openRouter(stage, 1, mode(Mode.ERROR_500))) {
            for (int i = 0; i < 3; i++) alone.ask();
            stage.pass(Duration.ofSeconds(60));
            alone.play(mode(Mode.SILENT));
            CompletableFuture<Reply> probe = CompletableFuture.supplyAsync(alone::ask);
            stage.product()
                    .sandbox()
                    .awaitBooks(alone.first().credential(), books -> books.received() == 4, Duration.ofSeconds(20));
            Reply other = alone.ask();
            FaultScenariosTest.assertError(other, 429, "rate_limit_error", "keys_exhausted");
            assertEquals("1", other.header("retry-after"));
            assertEquals("probing", other.json().at("/error/reasons/0/reason").asText());
            stage.pass(Stage.FIRST_BYTE);
            assertEquals(504, probe.join().status());
            alone.assertKey(alone.first(), "unhealthy", 4, "timeout");
        }
    }

    @Test
    @DisplayName("slow first token")
    void slowFirstToken() {
        try (Scene slow = Scene.openRouter(
                stage, 1, KeyBehaviour.OK.fault(Fault.of(Mode.SLOW_FIRST_TOKEN).delayMs(30)))) {
            assertWhole(slow.askStream());
            FaultScenariosTest.assertGood(slow.rows().getLast());
            slow.assertSpotless(slow.first());
        }
        KeyBehaviour tooSlow =
                KeyBehaviour.OK.fault(Fault.of(Mode.SLOW_FIRST_TOKEN).delayMs(600_000));
        try (Scene alone = Scene.openRouter(stage, 1, tooSlow)) {
            Reply reply = alone.whileTimePasses(alone::askStream);
            FaultScenariosTest.assertError(reply, 504, "timeout_error", "upstream_timeout");
            assertEquals("application/json", reply.header("content-type"), "no byte of the stream had gone out");
            alone.assertKey(alone.first(), "degraded", 1, "timeout");
            FaultScenariosTest.assertLine(alone.rows().getLast(), "timeout", 200);
        }
        try (Scene two = Scene.openRouter(stage, 2, tooSlow)) {
            assertWhole(two.whileTimePasses(two::askStream));
            FaultScenariosTest.assertLine(two.rows().getFirst(), "timeout", 200);
            FaultScenariosTest.assertGood(two.rows().getLast());
            two.assertKey(two.first(), "degraded", 1, "timeout");
            two.assertSpotless(two.second());
        }
    }

    @Test
    @DisplayName("stream cut in the middle")
    void cutInTheMiddle() {
        try (Scene two = Scene.openRouter(
                stage, 2, KeyBehaviour.OK.fault(Fault.of(Mode.BROKEN_STREAM).afterChunks(2)))) {
            assertBroken(two.askStream(), 2, "upstream_error", "api_error");
            assertTruncated(two, "provider_error");
            assertCures(two, "provider_error");
        }
    }

    @Test
    @DisplayName("stream stalled in the middle")
    void stalledInTheMiddle() {
        try (Scene two = Scene.openRouter(
                stage, 2, KeyBehaviour.OK.fault(Fault.of(Mode.STALLED_STREAM).afterChunks(2)))) {
            assertBroken(two.stalledStream(piece(2)), 2, "upstream_timeout", "timeout_error");
            assertTruncated(two, "timeout");
        }
    }

    @Test
    @DisplayName("malformed chunk")
    void malformedChunk() {
        try (Scene two = Scene.openRouter(
                stage, 2, KeyBehaviour.OK.fault(Fault.of(Mode.MALFORMED_CHUNK).afterChunks(2)))) {
            assertBroken(two.askStream(), 2, "upstream_error", "api_error");
            assertTruncated(two, "provider_error");
            assertCures(two, "provider_error");
        }
        KeyBehaviour fromTheStart =
                KeyBehaviour.OK.fault(Fault.of(Mode.MALFORMED_CHUNK).afterChunks(0));
        try (Scene two = Scene.openRouter(stage, 2, fromTheStart)) {
            assertWhole(two.askStream());
            FaultScenariosTest.assertLine(two.rows().getFirst(), "provider_error", 200);
            two.assertKey(two.first(), "degraded", 1, "provider_error");
        }
    }

    @Test
    @DisplayName("missing [DONE]")
    void missingDone() {
        try (Scene alone = Scene.openRouter(stage, 1, mode(Mode.MISSING_DONE))) {
            assertWhole(alone.askStream());
            FaultScenariosTest.assertGood(alone.rows().getLast());
            alone.assertSpotless(alone.first());
            assertEquals(Scene.PRICE, alone.books(alone.first()).invoiceNanos());
        }
    }

    /** All of the text, then {@code [DONE]}: nothing to notice. */
    private static void assertWhole(Reply reply) {
        assertEquals(200, reply.status(), reply.text());
        assertTrue(reply.header("content-type").startsWith("text/event-stream"));
        Sse stream = Sse.of(reply.text());
        assertEquals(WHOLE, stream.content());
        assertTrue(stream.done(), reply.text());
    }

    /** The chunks that came, then one error event, no {@code [DONE]}: the caller knows that it broke, and why. */
    private static void assertBroken(Reply reply, int chunks, String code, String type) {
        assertEquals(200, reply.status(), reply.text());
        assertBroken(reply.text(), chunks, code, type);
    }

    private static void assertBroken(String received, int chunks, String code, String type) {
        Sse stream = Sse.of(received);
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= chunks; i++) text.append(piece(i));
        assertEquals(text.toString(), stream.content());
        assertFalse(received.contains("[DONE]"));
        JsonNode error = stream.error();
        assertNotNull(error, received);
        assertEquals(code, error.get("code").asText());
        assertEquals(type, error.get("type").asText());
    }

    /** The n-th of the five pieces into which the sandbox cuts its answer. */
    private static String piece(int n) {
        int length = WHOLE.length();
        return WHOLE.substring(length * (n - 1) / 5, length * n / 5);
    }

    /** One attempt, no other: bytes had gone out. It counts, and says that it was cut short. */
    private static void assertTruncated(Scene two, String failureClass) {
        assertEquals(1, two.rows().size());
        Line row = two.rows().getFirst();
        assertEquals(failureClass, row.result());
        assertEquals(200, row.status());
        assertTrue(row.truncated() && row.streamed() && row.sent());
        assertTrue(row.costUnknown(), "the usage never came");
        two.assertKey(two.first(), "degraded", 1, failureClass);
        two.assertSpotless(two.second());
        assertEquals(0, two.books(two.second()).received());
    }

    /** The same fault in an answer that is no stream: nothing had gone out, so the other key serves and nobody notices. */
    private static void assertCures(Scene two, String failureClass) {
        two.resetHealth(two.first());
        Reply reply = two.ask();
        assertEquals(200, reply.status(), reply.text());
        FaultScenariosTest.assertLine(two.rows().get(1), failureClass, 200);
        FaultScenariosTest.assertGood(two.rows().get(2));
        two.assertKey(two.first(), "degraded", 1, failureClass);
    }
}
