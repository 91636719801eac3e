package dev.keypool.ledger;

import static dev.keypool.ledger.Samples.BRAND;
import static dev.keypool.ledger.Samples.KEY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T00:00:30Z");
    private static final long COST = 345_000;

    @TempDir
    Path folder;

    private final Samples samples = new Samples(new SplittableRandom(3));
    private Database database;
    private Ledger ledger;

    @BeforeEach
    void open() {
        database = Database.open("jdbc:sqlite:" + folder.resolve("k.db"));
        ledger = Ledger.open(database, folder.resolve("in-flight"));
    }

    @AfterEach
    void close() {
        ledger.close();
        database.close();
    }

    @Test
    void aKeyThatWasNeverUsedIsNotListed() {
        assertEquals(List.of(), ledger.uses(NOW));
    }

    @Test
    void theDayBeginsAtMidnightUtcAndTheLastMinuteReachesBehindIt() {
        Instant lastMonth = NOW.minusSeconds(40 * 86_400L);
        Instant yesterday = NOW.minusSeconds(45);
        Instant today = NOW.minusSeconds(20);
        sent(lastMonth, NOW.minusSeconds(62), yesterday, today);
        assertEquals(List.of(new Use(KEY, 1, List.of(yesterday, today), today, COST, 3 * COST)), ledger.uses(NOW));
    }

    @Test
    void everyKeyOfEveryBrandIsListedInOrder() {
        append(samples.ok(new BrandId(2), new IntegrationId(3), NOW));
        append(samples.ok(BRAND, KEY, NOW));
        assertEquals(
                List.of(new IntegrationId(3), KEY),
                ledger.uses(NOW).stream().map(Use::integration).toList());
    }

    @Test
    void anUnsentAttemptIsNoUse() {
        append(samples.unsent());
        assertEquals(List.of(new Use(KEY, 0, List.of(), null, 0, 0)), ledger.uses(Samples.NOON));
    }

    @Test
    void aResetStartsCountsAndSpendAgainAndLeavesTheRows() {
        Instant later = NOW.plusSeconds(10);
        sent(NOW.minusSeconds(20), NOW.minusSeconds(10));
        ledger.resetCounts(BRAND, KEY, NOW);
        sent(NOW, later);
        Use use = new Use(KEY, 2, List.of(NOW, later), later, 2 * COST, 2 * COST);
        assertEquals(List.of(use), ledger.uses(later));
        assertEquals(4, ledger.countSent(BRAND, KEY, NOW.minusSeconds(20)));
        assertEquals(4 * COST, ledger.costs(BRAND, KEY, later).day().known().nanos());
        assertEquals(
                2 * COST, ledger.countedCosts(BRAND, KEY, later).day().known().nanos());
    }

    @Test
    void aResetBeforeMidnightStillHidesTheSendsBeforeIt() {
        Instant yesterday = NOW.minusSeconds(45);
        sent(yesterday, NOW);
        ledger.resetCounts(BRAND, KEY, NOW.minusSeconds(40));
        assertEquals(List.of(new Use(KEY, 1, List.of(NOW), NOW, COST, COST)), ledger.uses(NOW));
    }

    @Test
    void whatIsForgivenOfADayAndAMonthEndsWithThem() {
        Instant noon = NOW.plusSeconds(43_200);
        sent(NOW.minusSeconds(86_400), NOW);
        ledger.resetCounts(BRAND, KEY, NOW.plusSeconds(1));
        sent(noon);
        assertEquals(
                new Use(KEY, 1, List.of(noon), noon, COST, COST),
                ledger.uses(noon).getFirst());
        Instant tomorrow = NOW.plusSeconds(86_400);
        sent(tomorrow);
        Use next = ledger.uses(tomorrow).getFirst();
        assertEquals(List.of(COST, 2 * COST), List.of(next.costTodayNanos(), next.costMonthNanos()));
        Instant nextMonth = Instant.parse("2026-12-01T00:00:10Z");
        sent(nextMonth, nextMonth);
        Use last = ledger.uses(nextMonth).getFirst();
        assertEquals(List.of(2 * COST, 2 * COST), List.of(last.costTodayNanos(), last.costMonthNanos()));
    }

    @Test
    void aSecondResetForgivesAllAgain() {
        sent(NOW.minusSeconds(20));
        ledger.resetCounts(BRAND, KEY, NOW.minusSeconds(15));
        sent(NOW.minusSeconds(10));
        ledger.resetCounts(BRAND, KEY, NOW.minusSeconds(5));
        sent(NOW);
        assertEquals(COST, ledger.uses(NOW).getFirst().costTodayNanos());
    }

    @Test
    void anEarlierResetDoesNotUndoALaterOne() {
        sent(NOW.minusSeconds(5));
        ledger.resetCounts(BRAND, KEY, NOW);
        ledger.resetCounts(BRAND, KEY, NOW.minusSeconds(10));
        assertEquals(0, ledger.uses(NOW).getFirst().sentToday());
    }

    @Test
    void aResetOfOneKeyLeavesTheOthers() {
        IntegrationId other = new IntegrationId(8);
        sent(NOW.minusSeconds(5));
        append(samples.ok(BRAND, other, NOW.minusSeconds(5)));
        ledger.resetCounts(BRAND, KEY, NOW);
        assertEquals(
                List.of(0L, 1L), ledger.uses(NOW).stream().map(Use::sentToday).toList());
    }

    @Test
    void aRestartRebuildsTheSame() {
        sent(NOW.minusSeconds(45), NOW.minusSeconds(20), NOW);
        ledger.resetCounts(BRAND, KEY, NOW.minusSeconds(20));
        List<Use> before = ledger.uses(NOW);
        close();
        open();
        assertEquals(before, ledger.uses(NOW));
        assertEquals(2, before.getFirst().sentToday());
    }

    private void sent(Instant... moments) {
        for (Instant moment : moments) append(samples.ok(moment));
    }

    private void append(Entry entry) {
        ledger.append(entry, -1, () -> {}, fault -> {
            throw new AssertionError(fault);
        });
        database.write(_ -> true);
    }
}
