package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.e2e.Http.Reply;
import dev.keypool.sandbox.Books;
import dev.keypool.sandbox.Fault;
import dev.keypool.sandbox.KeyBehaviour;
import dev.keypool.sandbox.Mode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** More columns of the matrix: what an answer that is no plain one costs, surface by surface. */
final class SurfaceBillsTest {
    /** $0.0003. */
    private static final long LIMIT = 300_000;

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

    @ParameterizedTest
    @EnumSource
    void cachedAndThoughtTokensAreBookedAsTheProviderBilledThem(SurfaceRow row) {
        var thoughtful = new dev.keypool.sandbox.Reply("The sandbox has thought before it answered.", null, 2, 7);
        try (SurfaceCell cell = cell(row).priced().key().play(KeyBehaviour.OK.reply(thoughtful))) {
            cell.served();
            Books books = cell.books(0);
            LedgerFile.Line line = cell.rows().getFirst();
            if (!row.tellsTokens()) return;
            assertEquals(books.tokens().prompt(), line.tokensIn());
            assertEquals(books.tokens().completion(), line.tokensOut());
            assertEquals(books.invoiceNanos(), line.cost());
        }
    }

    @ParameterizedTest
    @EnumSource
    void answersThatBreakOffStayWithinABlockingLimit(SurfaceRow row) {
        Fault fault = Fault.of(Mode.BROKEN_STREAM).every(2);
        try (SurfaceCell cell = cell(row)
                .priced()
                .key("\"spend_limit_amount\":0.0003,\"spend_limit_action\":\"block\"")
                .play(KeyBehaviour.OK.fault(fault))) {
            PoolAtWorkTest.atOnce(10, cell::callNow);
            for (int i = 0; i < 10; i++) cell.call();
            long invoice = cell.books(0).invoiceNanos();
            assertTrue(invoice <= LIMIT, "invoice " + invoice);
            assertEquals(row.bounded(), cell.received(0) > 0);
            long known = cell.rows().stream()
                    .filter(line -> line.cost() != null && !line.estimated())
                    .mapToLong(LedgerFile.Line::cost)
                    .sum();
            assertTrue(known <= invoice, "known " + known + ", invoice " + invoice);
            cell.assertCounted();
            stage.ledger().assertSumsEqualRows();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anErrorInA200IsAFailureOfTheKeyWhereverTheAnswerIsNoMereBytes(SurfaceRow row) {
        try (SurfaceCell cell = cell(row).key().key().play(KeyBehaviour.OK.mode(Mode.ERROR_IN_200))) {
            cell.served();
            boolean bytes = row == SurfaceRow.SPEECH || row == SurfaceRow.PROXY;
            List<String> results = cell.results();
            assertEquals(bytes ? 1 : 2, results.size(), results.toString());
            assertTrue(bytes || results.getFirst().startsWith("provider_"), results.toString());
            assertEquals("ok", results.getLast());
            cell.assertCounted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalOfTheRequestIsTheCallersAndNoKeyIsBlamed(SurfaceRow row) {
        try (SurfaceCell cell = cell(row).key().key().play(KeyBehaviour.OK.mode(Mode.CONTEXT_TOO_LONG))) {
            Reply reply = cell.call();
            assertEquals(400, reply.status(), reply.text());
            String type = reply.json().path("type").asText();
            assertEquals(row.speaksAnthropic() ? "error" : "", type, reply.text());
            assertEquals(List.of(row == SurfaceRow.PROXY ? "caller_error" : "context_too_long"), cell.results());
            assertEquals(0, cell.received(1));
            assertEquals("healthy", cell.shown(0).get("health_status").asText());
            cell.assertCounted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKeyThatNeverAnswersTimesOutAndTheNextOneServes(SurfaceRow row) {
        try (SurfaceCell cell = cell(row).key().key().play(KeyBehaviour.OK.mode(Mode.SILENT))) {
            Reply reply = cell.callIntoSilence();
            assertEquals(200, reply.status(), reply.text());
            assertEquals(List.of("timeout", "ok"), cell.results());
            assertEquals(1, cell.shown(0).get("consecutive_failures").asInt());
            cell.assertCounted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSameAnswerAgainCostsNothingAndCountsForNoKey(SurfaceRow row) {
        if (!row.wordsOnly()) return;
        String options = ",'spidergate_options':{'cache_enabled':true}";
        try (SurfaceCell cell = cell(row).priced().key()) {
            Reply first = cell.callWith(options);
            Reply second = cell.callWith(options);
            assertEquals(200, second.status(), second.text());
            assertEquals("hit", second.header("X-Keypool-Cache"));
            assertEquals(1, cell.received(0));
            assertEquals(2, cell.rows().size());
            assertEquals(0L, cell.rows().get(1).cost());
            assertEquals(plain(first), plain(second));
            cell.assertCounted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerOfASecondChoiceNamesTheFirstAlsoAsAStreamAsBytesOrFromTheCache(SurfaceRow row) {
        if (row == SurfaceRow.TRANSCRIPTIONS || row == SurfaceRow.PROXY) return; // They take no options.
        if (row == SurfaceRow.COUNT_TOKENS) return; // Counted here where the first choice does not.
        try (SurfaceCell cell = cell(row).key()) {
            for (int i = 0; i < 2; i++) {
                Reply reply = cell.callFirst("cerebras/keyless", "'cache_enabled':true");
                assertEquals(200, reply.status(), reply.text());
                assertEquals("cerebras/keyless", reply.header("X-SpiderGate-Fallback-From"));
            }
            assertEquals(row.wordsOnly() ? 1 : 2, cell.received(0));
        }
    }

    /** An answer without what the gateway adds to it. */
    private static String plain(Reply reply) {
        int added = reply.text().indexOf("\"spidergate_metadata\"");
        return added < 0 ? reply.text() : reply.text().substring(0, added);
    }

    @Test
    void everyFigureOfEverySurfaceSurvivesARestart(@TempDir Path dir) {
        try (Stage own = SurfaceCell.stage(dir)) {
            Map<SurfaceCell, String> before = new LinkedHashMap<>();
            for (SurfaceRow row : SurfaceRow.values()) {
                SurfaceCell cell = new SurfaceCell(own, row)
                        .priced()
                        .key("\"minute_limit\":90")
                        .key();
                cell.play(KeyBehaviour.OK.fault(Fault.of(Mode.ERROR_500).every(2)));
                for (int i = 0; i < 3; i++) cell.served();
                before.put(cell, "");
            }
            before.replaceAll((cell, _) -> cell.list());
            own.product().restart();
            before.forEach((cell, list) -> assertEquals(list, cell.list()));
            before.keySet().forEach(SurfaceCell::close);
        }
    }
}
