package dev.keypool.ledger;

import static dev.keypool.ledger.Samples.BRAND;
import static dev.keypool.ledger.Samples.KEY;
import static dev.keypool.ledger.Samples.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    @TempDir
    Path folder;

    private final Samples samples = new Samples(new SplittableRandom(2));
    private Database database;
    private Ledger ledger;
    private Auditor auditor;

    @BeforeEach
    void open() {
        database = Database.open("jdbc:sqlite:" + folder.resolve("k.db"));
        ledger = Ledger.open(database, folder.resolve("in-flight"));
        auditor = new Auditor(database);
    }

    @AfterEach
    void close() {
        ledger.close();
        database.close();
    }

    @Test
    void aRowIsReadBackAsItWasAppended() {
        Entry ok = samples.ok(NOON);
        append(ok);
        assertEquals(List.of(Row.of(ok)), ledger.recent(BRAND, 10));
    }

    @Test
    void whatIsUnknownStaysUnknown() {
        Entry unknown = samples.unknownUsage(NOON);
        append(unknown);
        assertEquals(List.of(Row.of(unknown)), ledger.recent(BRAND, 10));
        assertEquals(1, auditor.number("SELECT cost_unknown FROM usage_day"));
        assertEquals(1, auditor.number("SELECT count(*) FROM attempt WHERE cost_nanos IS NULL AND tokens_in IS NULL"));
    }

    @Test
    void anAttemptThatNeverLeftStandsInTheLedgerButDoesNotCount() {
        Entry unsent = samples.unsent();
        append(unsent);
        assertEquals(List.of(Row.of(unsent)), ledger.recent(BRAND, 10));
        assertEquals(0, ledger.countSent(BRAND, KEY, NOON.minusSeconds(10)));
        assertEquals(1, auditor.number("SELECT unsent FROM usage_day"));
        assertEquals(0, auditor.number("SELECT requests + errors FROM usage_day"));
    }

    @Test
    void recentRowsAreTheBrandsOwnNewestFirst() {
        Entry old = samples.ok(NOON);
        Entry newer = samples.ok(NOON.plusSeconds(5));
        append(newer);
        append(old);
        append(samples.ok(new BrandId(2), KEY, NOON.plusSeconds(9)));
        assertEquals(List.of(Row.of(newer), Row.of(old)), ledger.recent(BRAND, 10));
        assertEquals(List.of(Row.of(newer)), ledger.recent(BRAND, 1));
    }

    @Test
    void theMarkGoesWhenTheRowIsCommitted() {
        Entry entry = samples.ok(NOON);
        int slot = ledger.mark(Samples.markOf(entry));
        assertEquals(1, ledger.inFlight());
        AtomicInteger marksAtCallback = new AtomicInteger(-1);
        ledger.append(entry, slot, () -> marksAtCallback.set(ledger.inFlight()), LedgerTest::unexpected);
        barrier();
        assertEquals(0, marksAtCallback.get());
    }

    @Test
    void theSameAttemptTwiceIsOneRowCountedOnce() {
        Entry entry = samples.ok(NOON);
        AtomicInteger committed = new AtomicInteger();
        for (int i = 0; i < 3; i++) ledger.append(entry, -1, committed::incrementAndGet, LedgerTest::unexpected);
        barrier();
        append(entry);
        assertEquals(3, committed.get());
        assertEquals(1, auditor.rows());
        assertEquals(1, auditor.number("SELECT requests FROM usage_day"));
        auditor.assertSumsEqualRows();
    }

    @Test
    void theDailySumsAreTheFoldOfTheRows() {
        for (int i = 0; i < 2_000; i++) append(samples.any());
        barrier();
        assertEquals(2_000, auditor.rows());
        assertTrue(auditor.number("SELECT count(DISTINCT day) FROM usage_day") == 2, "rows fall on two days");
        auditor.assertSumsEqualRows();
    }

    @Test
    void aTimeFallsIntoTheFirstBucketThatHoldsIt() {
        append(samples.ok(NOON)); // 800 ms: over 750, at most 1,000
        barrier();
        assertEquals(1, auditor.number("SELECT slow_07 FROM usage_day"));
    }

    @Test
    void aTextThatACallerChoseIsCut() {
        Entry sample = samples.ok(NOON);
        Caller caller = sample.caller();
        Entry entry = new Entry(
                sample.attemptId(),
                "r".repeat(5_000),
                new Caller(caller.brand(), Caller.Kind.AGENT, "agt_1", Set.of()),
                KEY,
                "openai",
                "m".repeat(5_000),
                null,
                NOON,
                NOON,
                "model_not_found",
                404,
                null,
                null,
                true,
                sample.timings(),
                false,
                true);
        append(entry);
        Row row = ledger.recent(BRAND, 1).getFirst();
        assertEquals("r".repeat(200), row.requestId());
        assertEquals("m".repeat(200), row.askedModel());
        assertEquals(new Row.Asker("agent", "agt_1"), row.asker());
    }

    @Test
    void aRowThatCannotBeWrittenFailsAloneAndKeepsItsMark() {
        database.write(handle -> handle.execute("CREATE TRIGGER no_errors BEFORE INSERT ON attempt"
                + " WHEN NEW.result = 'rate_limited' BEGIN SELECT raise(ABORT, 'planted'); END"));
        Entry failing = samples.failed(NOON);
        List<Throwable> faults = new ArrayList<>();
        int slot = ledger.mark(Samples.markOf(failing));
        ledger.append(failing, slot, () -> unexpected(new AssertionError("committed")), faults::add);
        append(samples.ok(NOON));
        barrier();
        assertEquals(1, faults.size());
        assertEquals(1, auditor.rows());
        assertEquals(1, ledger.inFlight());
        auditor.assertSumsEqualRows();
    }

    @Test
    void closingWritesWhatWasAppended() {
        AtomicInteger committed = new AtomicInteger();
        for (int i = 0; i < 500; i++) {
            Entry entry = samples.ok(NOON.plusMillis(i));
            int slot = ledger.mark(Samples.markOf(entry));
            ledger.append(entry, slot, committed::incrementAndGet, LedgerTest::unexpected);
        }
        ledger.close();
        assertEquals(500, committed.get());
        assertEquals(0, ledger.inFlight());
    }

    private void append(Entry entry) {
        ledger.append(entry, -1, () -> {}, LedgerTest::unexpected);
        barrier();
    }

    private void barrier() {
        database.write(_ -> true);
    }

    private static void unexpected(Throwable fault) {
        throw new AssertionError(fault);
    }
}
