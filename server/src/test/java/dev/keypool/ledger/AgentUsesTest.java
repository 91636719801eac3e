package dev.keypool.ledger;

import static dev.keypool.ledger.Samples.BRAND;
import static dev.keypool.ledger.Samples.KEY;
import static dev.keypool.ledger.Samples.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.Money;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the ledger knows of agents. */
class AgentUsesTest {
    private static final String AGENT = "agt_7h2k9q4m7h2k9q4m";
    private static final AgentShare COUNTS = new AgentShare(AGENT, true, null);
    private static final Money COST = new Money(345_000);
    private static final Money HELD = new Money(70_000);

    @TempDir
    Path folder;

    private final Samples samples = new Samples(new SplittableRandom(17));
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

    /** Of that request id; a cost of null is unknown. */
    private void append(String request, Instant sentAt, @Nullable Money cost, AgentShare share) {
        Entry sample = samples.ok(sentAt);
        var entry = new Entry(
                sample.attemptId(),
                request,
                new Caller(BRAND, Caller.Kind.AGENT, share.agent(), Set.of()),
                KEY,
                "openai",
                "gpt-4o-mini",
                cost == null ? null : "gpt-4o-mini-2024-07-18",
                sample.leasedAt(),
                sentAt,
                "ok",
                200,
                sample.usage(),
                cost,
                false,
                sample.timings(),
                true,
                false);
        append(entry, share);
    }

    private void append(Entry entry, @Nullable AgentShare share) {
        var done = new CompletableFuture<Void>();
        ledger.append(entry, share, -1, () -> done.complete(null), done::completeExceptionally);
        done.join();
    }

    @Test
    void manyAttemptsOfARequestAreOneRequestAndAllTheirMoney() {
        append("r1", NOON.minusSeconds(10), null, COUNTS);
        append("r1", NOON.minusSeconds(9), COST, new AgentShare(AGENT, false, null));
        append("r2", NOON.minusSeconds(5), COST, COUNTS);
        var expected = new AgentUse(AGENT, 2, List.of(NOON.minusSeconds(10), NOON.minusSeconds(5)), 2 * COST.nanos());
        assertEquals(List.of(expected), ledger.agentUses(NOON));
    }

    @Test
    void requestsThatShareTheIdTheirCallerGaveThemCountEachInTheDay() {
        for (int i = 0; i < 3; i++) append("same", NOON.minusSeconds(3_600L + i), COST, COUNTS);
        assertEquals(3, ledger.agentUses(NOON).getFirst().requestsToday());
    }

    @Test
    void theDayBeginsAtMidnightAndTheMonthOnTheFirst() {
        append("r1", NOON.minus(Duration.ofDays(40)), COST, COUNTS);
        append("r2", NOON.minus(Duration.ofDays(5)), COST, COUNTS);
        append("r3", NOON.minus(Duration.ofDays(5)), null, new AgentShare(AGENT, true, HELD));
        append("r4", NOON.minusSeconds(62), COST, COUNTS);
        assertEquals(
                List.of(new AgentUse(AGENT, 1, List.of(), 2 * COST.nanos() + HELD.nanos())), ledger.agentUses(NOON));
        Instant quietMonth = NOON.plus(Duration.ofDays(90));
        assertEquals(List.of(), ledger.agentUses(quietMonth));
    }

    @Test
    void clientsAndUnsentAttemptsAreNoUseOfAnAgent() {
        append(samples.ok(NOON), null);
        append(samples.unsent(), new AgentShare(AGENT, false, null));
        assertEquals(List.of(), ledger.agentUses(NOON));
    }

    @Test
    void noSumOfWhatIsHeldOverflows() {
        for (int day = 0; day < 12; day++) {
            Instant at = NOON.minus(Duration.ofDays(day));
            for (int i = 0; i < 3; i++) append("r", at, null, new AgentShare(AGENT, false, new Money(Long.MAX_VALUE)));
        }
        assertEquals(
                4_000_000_000_000_000_000L, ledger.agentUses(NOON).getFirst().spentThisMonthNanos());
    }

    @Test
    void anAttemptUnderWayWhenTheProcessDiedCountsForItsAgentWithAllThatItMayHaveCost() {
        ledger.mark(marked(new AgentShare(AGENT, true, HELD)));
        ledger.mark(marked(new AgentShare(AGENT, false, new Money(0))));
        ledger.mark(marked(null));
        ledger.close();
        ledger = Ledger.open(database, folder.resolve("in-flight"));
        assertEquals(List.of(new AgentUse(AGENT, 1, List.of(NOON, NOON), HELD.nanos())), ledger.agentUses(NOON));
        List<Row.Asker> askers =
                ledger.recent(BRAND, 9).stream().map(Row::asker).distinct().toList();
        assertEquals(Set.of(new Row.Asker("agent", AGENT), Row.Asker.UNKNOWN), Set.copyOf(askers));
    }

    private Ledger.Mark marked(@Nullable AgentShare share) {
        return new Ledger.Mark(samples.mark(NOON).attemptId(), BRAND, KEY, "openai", NOON, null, share);
    }

    @Test
    void aMarkKeepsTheShareUnlessALongNameTakesItsRoom() throws IOException {
        Path file = folder.resolve("marks");
        var mark = marked(new AgentShare(AGENT, true, HELD));
        var unpriced = marked(new AgentShare("agt_1", false, null));
        var id = samples.mark(NOON).attemptId();
        var longName = new Ledger.Mark(id, BRAND, KEY, "x".repeat(41), NOON, null, COUNTS);
        try (InFlight marks = new InFlight(InFlightFile.fresh(file))) {
            for (Ledger.Mark one : List.of(mark, unpriced, longName)) marks.mark(one);
        }
        List<Ledger.Mark> left = InFlightFile.left(file);
        assertEquals(List.of(mark, unpriced), left.subList(0, 2));
        assertNull(left.get(2).share());
    }

    @Test
    void spendIsToldModelByModelTheDearestFirst() {
        append("r1", NOON, null, COUNTS);
        append("r2", NOON, COST, COUNTS);
        append("r3", NOON, COST, COUNTS);
        append("r4", NOON, COST, new AgentShare("agt_other", true, null));
        append("r5", NOON.minus(Duration.ofDays(40)), COST, COUNTS);
        assertEquals(
                List.of(
                        new ModelUse("gpt-4o-mini-2024-07-18", 2, new Cost(new Money(690_000), 2, 0)),
                        new ModelUse("gpt-4o-mini", 1, new Cost(Money.ZERO, 0, 1))),
                ledger.agentModels(BRAND, AGENT, NOON));
        assertEquals(List.of(), ledger.agentModels(new BrandId(2), AGENT, NOON));
    }

    @Test
    void countsOfDaysThatAreNoLongerKeptGoWithTheSums() {
        append("r1", NOON.minus(Duration.ofDays(3)), COST, new AgentShare(AGENT, true, HELD));
        append("r2", NOON, COST, COUNTS);
        ledger.history().forgetDays(NOON.minus(Duration.ofDays(1)), 100);
        assertEquals(COST.nanos(), ledger.agentUses(NOON).getFirst().spentThisMonthNanos());
    }
}
