package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import dev.keypool.sandbox.Fault;
import dev.keypool.sandbox.KeyBehaviour;
import dev.keypool.sandbox.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Limits × surfaces: whatever is asked, it takes a key from the pool, counts, classifies and stands in the books exactly as chat
 * does. Rows are {@link SurfaceRow}s, columns are the tests; each cell has a brand of its own.
 */
final class SurfaceMatrixTest {
    /** $0.0003. */
    private static final long LIMIT = 300_000;
    /** More than one of the requests whose answer has words may cost: fewer than 200 bytes, 256 tokens of a template. */
    private static final long WORST = (200 + 256) * 150 + 16 * 600;

    private static Stage stage;

    @BeforeAll
    static void start(@TempDir Path dir) {
        stage = SurfaceCell.stage(dir);
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    private static SurfaceCell cell(SurfaceRow row) {
        return new SurfaceCell(stage, row);
    }

    private static String code(Reply reply) {
        return reply.status() + " " + reply.json().at("/error/code").asText();
    }

    @ParameterizedTest
    @EnumSource
    void of50CallersAtOnceExactlyTheMinuteLimitGoesToTheFirstKey(SurfaceRow row) {
        try (SurfaceCell cell = cell(row).key("\"minute_limit\":20").key()) {
            for (Reply reply : PoolAtWorkTest.atOnce(50, cell::callNow))
                assertEquals(200, reply.status(), reply.text());
            assertEquals(20, cell.received(0));
            assertEquals(30, cell.received(1));
            assertEquals(20, cell.shown(0).get("minute_count").asInt());
            cell.assertCounted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsBeyondTheDailyLimitsIsTurnedAwayUntilMidnight(SurfaceRow row) {
        try (SurfaceCell cell = cell(row).key("\"daily_limit\":2").key("\"daily_limit\":1")) {
            for (int i = 0; i < 3; i++) cell.served();
            Reply refused = cell.call();
            assertEquals("429 keys_exhausted", code(refused));
            Instant midnight = stage.now().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
            long left = Duration.between(stage.now(), midnight).toSeconds();
            assertTrue(Math.abs(Long.parseLong(refused.header("Retry-After")) - left) <= 1, refused.text());
            assertEquals(2, cell.received(0));
            assertEquals(1, cell.received(1));
            cell.assertCounted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBlockingSpendLimitIsNeverOvershotByTheInvoice(SurfaceRow row) {
        try (SurfaceCell cell = cell(row).priced().key(limit("0.0003"))) {
            List<Reply> replies = new ArrayList<>(PoolAtWorkTest.atOnce(20, cell::callNow));
            Reply last = cell.call();
            for (int i = 0; i < 100 && last.status() == 200 && row.answersWords(); i++) last = cell.call();
            replies.add(last);
            long invoice = cell.books(0).invoiceNanos();
            assertTrue(invoice <= LIMIT, "invoice " + invoice);
            if (row.answersWords()) assertTrue(last.status() == 429 && invoice + WORST > LIMIT, "invoice " + invoice);
            if (row.free()) assertTrue(replies.stream().allMatch(reply -> reply.status() == 200), replies.toString());
            assertEquals(row.bounded(), cell.received(0) > 0);
            for (Reply reply : replies)
                if (reply.status() != 200)
                    assertEquals(row.bounded() ? "429 keys_exhausted" : unbounded(row), code(reply), reply.text());
            cell.assertCounted();
        }
    }

    /** A proxied call's path is its model, and nobody knows a price for that. */
    private static String unbounded(SurfaceRow row) {
        return row == SurfaceRow.PROXY ? "503 model_unpriced" : "400 cost_unbounded";
    }

    @Test
    void spokenCharactersArePricedBeforeTheyAreSentAndNeverPassALimit() {
        try (SurfaceCell cell = cell(SurfaceRow.SPEECH).key(limit("0.0005"))) {
            Http poor = cell.agent("\"monthly_budget\":0.0002,\"budget_action\":\"block\"");
            assertEquals(200, cell.callAs(poor, "openai/tts-1").status());
            assertEquals("402 budget_exceeded", code(cell.callAs(poor, "openai/tts-1")));
            for (int i = 0; i < 2; i++)
                assertEquals(
                        200, cell.callAs(cell.brand().api(), "openai/tts-1").status());
            assertEquals("429 keys_exhausted", code(cell.callAs(cell.brand().api(), "openai/tts-1")));
            assertEquals(3, cell.received(0));
            for (LedgerFile.Line line : cell.rows()) assertEquals(11 * 15_000L, line.cost());
            cell.assertCounted();
        }
    }

    private static String limit(String dollars) {
        return "\"spend_limit_amount\":" + dollars + ",\"spend_limit_action\":\"block\"";
    }

    @ParameterizedTest
    @EnumSource
    void threeFaultsQuarantineAKeyUntilItsProbeSucceeds(SurfaceRow row) {
        try (SurfaceCell cell = cell(row).key().key().play(KeyBehaviour.OK.mode(Mode.ERROR_500))) {
            for (int i = 0; i < 4; i++) cell.served();
            assertEquals(3, cell.received(0));
            assertEquals(4, cell.received(1));
            assertEquals("unhealthy", cell.shown(0).get("health_status").asText());
            cell.play(KeyBehaviour.OK);
            stage.pass(Duration.ofSeconds(61));
            cell.served();
            assertEquals(4, cell.received(0));
            assertEquals("degraded", cell.shown(0).get("health_status").asText());
            cell.served();
            assertEquals("healthy", cell.shown(0).get("health_status").asText());
            cell.assertCounted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKeyThatIsToldToWaitCoolsForThatLong(SurfaceRow row) {
        Fault fault = Fault.of(Mode.RATE_LIMITED).times(1).retryAfter("30");
        try (SurfaceCell cell = cell(row).key().key().play(KeyBehaviour.OK.fault(fault))) {
            cell.served();
            cell.served();
            assertEquals(1, cell.received(0));
            stage.pass(Duration.ofSeconds(31));
            cell.served();
            assertEquals(2, cell.received(0));
            assertEquals(2, cell.received(1));
            cell.assertCounted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRejectedKeyIsSkippedAndTheNextOneServes(SurfaceRow row) {
        try (SurfaceCell cell = cell(row).key().key().play(KeyBehaviour.OK.mode(Mode.INVALID))) {
            cell.served();
            assertEquals(1, cell.received(1));
            List<LedgerFile.Line> lines = cell.rows();
            assertEquals(
                    List.of("key_invalid", "ok"),
                    lines.stream().map(LedgerFile.Line::result).toList());
            assertEquals(lines.get(0).requestId(), lines.get(1).requestId());
            assertEquals(1, cell.shown(0).get("consecutive_failures").asInt());
            cell.assertCounted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKeyWhoseConnectionDiesBeforeTheFirstByteIsReplacedUnnoticed(SurfaceRow row) {
        try (SurfaceCell cell = cell(row).key().key().play(KeyBehaviour.OK.mode(Mode.RESET))) {
            cell.served();
            assertEquals(List.of("provider_error", "ok"), cell.results());
            assertEquals(1, cell.received(0));
            assertEquals(1, cell.received(1));
            cell.assertCounted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAgentIsHeldToItsTerms(SurfaceRow row) {
        try (SurfaceCell cell = cell(row).priced().key()) {
            Http hurried = cell.agent("\"rpm\":1");
            Reply first = cell.callAs(hurried);
            assertEquals(200, first.status(), first.text());
            assertEquals("0", first.header("X-RateLimit-Remaining-Requests"));
            Reply second = cell.callAs(hurried);
            assertEquals("429 rate_limit_exceeded", code(second));
            assertEquals("60", second.header("Retry-After"));
            Reply foreign = cell.callAs(cell.agent("\"allowed_models\":[\"cerebras/*\"]"));
            assertEquals("403 model_not_allowed", code(foreign));
            Reply poor = cell.callAs(cell.agent("\"monthly_budget\":0.000001,\"budget_action\":\"block\""));
            if (row.free()) assertEquals(200, poor.status(), poor.text());
            else assertEquals(row.bounded() ? "402 budget_exceeded" : unbounded(row), code(poor), poor.text());
            assertEquals(row.free() ? 2 : 1, cell.received(0));
            assertEquals(
                    row.speaksAnthropic() ? "error" : "",
                    foreign.json().path("type").asText());
            cell.assertCounted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void traceLedgerAndUsageTellWhatTheProviderBilled(SurfaceRow row) {
        try (SurfaceCell cell = cell(row).priced().key()) {
            Reply reply = cell.served();
            LedgerFile.Line line = cell.rows().getFirst();
            JsonNode trace = cell.brand()
                    .api()
                    .get("/v1/traces/" + reply.header("X-Request-Id"))
                    .json();
            assertEquals(row.wire(), trace.path("surface").asText(), trace.toString());
            assertEquals("success", trace.path("status").asText());
            assertEquals(
                    cell.key(0).id(), trace.at("/attempts/0/integration_id").asLong());
            JsonNode usage = cell.brand().api().get("/v1/usage?days=1").json().required("totals");
            assertEquals(1, usage.path("requests").asInt(), usage.toString());
            if (row.tellsTokens()) assertBilled(cell, line, trace, usage);
            else assertNull(line.tokensIn());
            long unknown = row.tellsTokens() || row.free() ? 0 : 1;
            assertEquals(unknown, usage.path("cost_unknown").asLong(), usage.toString());
            assertEquals(unknown == 1, line.cost() == null);
            cell.assertCounted();
            stage.ledger().assertSumsEqualRows();
        }
    }

    private static void assertBilled(SurfaceCell cell, LedgerFile.Line line, JsonNode trace, JsonNode usage) {
        var books = cell.books(0);
        assertEquals(books.tokens().prompt(), line.tokensIn());
        assertEquals(books.tokens().completion(), line.tokensOut());
        assertEquals(books.invoiceNanos(), line.cost());
        assertEquals(books.invoiceNanos(), nanos(trace.path("cost_usd")));
        assertEquals(books.tokens().prompt(), trace.at("/tokens/input").asLong());
        assertEquals(books.tokens().prompt(), usage.path("tokens_in").asLong());
        assertEquals(books.tokens().completion(), usage.path("tokens_out").asLong());
        assertEquals(books.invoiceNanos(), nanos(usage.path("cost_usd")));
    }

    private static long nanos(JsonNode dollars) {
        return dollars.decimalValue().movePointRight(9).longValueExact();
    }
}
