package dev.keypool.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.app.Retention.Forgetting;
import dev.keypool.app.Retention.Sort;
import dev.keypool.ledger.Entry;
import dev.keypool.ledger.Ledger;
import dev.keypool.store.ClockTrust;
import dev.keypool.store.ClockTrust.Verdict;
import dev.keypool.store.Database;
import dev.keypool.store.GroupCommit;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import dev.keypool.values.Uuid7;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration KEPT = Duration.ofDays(90);

    /** Holds what is to be done later, until it is told to go on. */
    private static final class HeldTimer implements Retention.Timer {
        private final List<Duration> waits = new ArrayList<>();
        private Runnable next = () -> {};

        @Override
        public void after(Duration wait, Runnable task) {
            waits.add(wait);
            next = task;
        }

        void goOn(int times) {
            for (int i = 0; i < times; i++) next.run();
        }
    }

    private final HeldTimer timer = new HeldTimer();

    @Test
    void itBeginsSomeMinutesAfterTheStartAndComesAgainEveryHour() {
        List<Instant> asked = new ArrayList<>();
        start((before, most) -> {
            asked.add(before);
            return 0;
        });
        assertEquals(List.of(Retention.FIRST), timer.waits);
        timer.goOn(3);
        assertEquals(List.of(Retention.FIRST, Retention.PAUSE, Retention.EVERY, Retention.PAUSE), timer.waits);
        assertEquals(List.of(NOW.minus(KEPT), NOW.minus(KEPT)), asked);
    }

    @Test
    void aFullBatchIsFollowedByAnotherOfTheSameSortAfterAPause() {
        List<String> turns = new ArrayList<>();
        Forgetting two = (before, most) -> {
            turns.add("rows");
            return turns.size() < 3 ? most : 17;
        };
        Forgetting none = (before, most) -> {
            turns.add("events");
            return 0;
        };
        new Retention(
                        List.of(new Sort("rows", KEPT, two), new Sort("events", KEPT, none)),
                        RetentionTest::believed,
                        () -> NOW,
                        timer)
                .start();
        timer.goOn(5);
        assertEquals(List.of("rows", "rows", "rows", "events"), turns);
        assertEquals(Retention.EVERY, timer.waits.getLast());
        assertEquals(Collections.nCopies(4, Retention.PAUSE), timer.waits.subList(1, 5));
    }

    @Test
    void aFaultOfOneSortDoesNotKeepTheOthersFromTheirTurn() {
        List<String> turns = new ArrayList<>();
        Forgetting faulty = (before, most) -> {
            turns.add("faulty");
            throw new IllegalStateException("planted");
        };
        Forgetting well = (before, most) -> {
            turns.add("well");
            return 0;
        };
        new Retention(
                        List.of(new Sort("a", KEPT, faulty), new Sort("b", KEPT, well)),
                        RetentionTest::believed,
                        () -> NOW,
                        timer)
                .start();
        timer.goOn(5);
        assertEquals(List.of("faulty", "well", "faulty", "well"), turns);
    }

    @Test
    void aClockThatJumpedDeletesNothingUntilItIsBelieved(@TempDir Path folder) {
        List<Instant> asked = new ArrayList<>();
        Forgetting rows = (before, most) -> {
            asked.add(before);
            return 0;
        };
        AtomicReference<Instant> now = new AtomicReference<>(NOW);
        try (Database database = Database.open("jdbc:sqlite:" + folder.resolve("k.db"))) {
            var trust = new ClockTrust(database);
            new Retention(List.of(new Sort("rows", KEPT, rows)), trust::look, now::get, timer).start();
            timer.goOn(2);
            Instant jumped = NOW.plus(Duration.ofDays(3_650));
            for (int hour = 0; hour < 24; hour++) {
                now.set(jumped.plus(Duration.ofHours(hour)));
                timer.goOn(1);
            }
            assertEquals(List.of(NOW.minus(KEPT)), asked);
            assertEquals(Retention.EVERY, timer.waits.getLast());
            now.set(NOW.plus(Duration.ofHours(24)));
            timer.goOn(1);
            assertEquals(List.of(NOW.minus(KEPT), now.get().minus(KEPT)), asked);
        }
    }

    @Test
    void aClockThatJumpsWithinARoundDoesNotMatterToIt() {
        List<Instant> asked = new ArrayList<>();
        AtomicReference<Instant> now = new AtomicReference<>(NOW);
        Forgetting rows = (before, most) -> {
            asked.add(before);
            now.set(NOW.plus(Duration.ofDays(3_650)));
            return asked.size() < 2 ? most : 0;
        };
        new Retention(List.of(new Sort("rows", KEPT, rows)), RetentionTest::believed, now::get, timer).start();
        timer.goOn(2);
        assertEquals(List.of(NOW.minus(KEPT), NOW.minus(KEPT)), asked);
    }

    @Test
    void writesThatComeDuringARoundGetInBetweenItsBatches(@TempDir Path folder) {
        int batches = 4;
        try (Database database = Database.open("jdbc:sqlite:" + folder.resolve("k.db"));
                Ledger ledger = Ledger.open(database, folder.resolve("in-flight"))) {
            fill(database, ledger, batches * Retention.BATCH + 1);
            List<Long> left = Collections.synchronizedList(new ArrayList<>());
            GroupCommit<String> others =
                    database.groupCommit((handle, items) -> left.add(handle.select("SELECT count(*) FROM attempt")
                            .mapTo(long.class)
                            .one()));
            // What each write sees is how far the round had come when it was its turn: one batch further than the one
            // before.
            start((before, most) -> {
                others.submit("a row of a request", () -> {}, fault -> left.add(-1L));
                return ledger.history().forgetAttempts(before, most);
            });
            timer.goOn(batches + 2);
            assertEquals(List.of(2_001L, 1_501L, 1_001L, 501L, 1L), left);
            assertEquals(Retention.EVERY, timer.waits.getLast());
            assertEquals(0, ledger.recent(new BrandId(1), 1).size());
        }
    }

    @Test
    void theRealTimerRunsAndStopsWithoutBeginningWhatWaits() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        List<String> late = Collections.synchronizedList(new ArrayList<>());
        QuietTimer real = new QuietTimer("keypool-test");
        real.after(Duration.ofDays(1), () -> late.add("waiting"));
        real.after(Duration.ofNanos(1), ran::countDown);
        ran.await();
        real.close();
        real.after(Duration.ofNanos(1), () -> late.add("after the end"));
        assertTrue(late.isEmpty(), late.toString());
    }

    private static Verdict believed(Instant now) {
        return new Verdict.Believed();
    }

    private void start(Forgetting forgetting) {
        new Retention(List.of(new Sort("rows", KEPT, forgetting)), RetentionTest::believed, () -> NOW, timer).start();
    }

    private static void fill(Database database, Ledger ledger, int rows) {
        SplittableRandom random = new SplittableRandom(5);
        Caller caller = new Caller(new BrandId(1), Caller.Kind.CLIENT, "cli_1", Set.of());
        Instant old = NOW.minus(KEPT).minusSeconds(1);
        for (int i = 0; i < rows; i++) {
            Entry entry = new Entry(
                    Uuid7.of(old.toEpochMilli() - i, random),
                    "req",
                    caller,
                    new IntegrationId(1),
                    "groq",
                    "m",
                    null,
                    old,
                    old,
                    "ok",
                    200,
                    null,
                    new Money(1),
                    false,
                    new Entry.Timings(null, null, 1, 1),
                    false,
                    false);
            ledger.append(entry, -1, () -> {}, fault -> {
                throw new AssertionError(fault);
            });
        }
        database.write(_ -> true);
    }
}
