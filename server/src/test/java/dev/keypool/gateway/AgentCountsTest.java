package dev.keypool.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.keypool.identity.AgentBooks;
import dev.keypool.ledger.AgentShare;
import dev.keypool.ledger.Entry;
import dev.keypool.ledger.Ledger;
import dev.keypool.metering.AgentFigures;
import dev.keypool.metering.AgentMeter;
import dev.keypool.metering.BudgetNotices;
import dev.keypool.metering.PriceBook;
import dev.keypool.metering.WorstCase;
import dev.keypool.providers.Catalogue;
import dev.keypool.routing.Target;
import dev.keypool.store.Database;
import dev.keypool.values.Allowance;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import dev.keypool.values.Uuid7;
import io.vertx.core.MultiMap;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a meter knows after a restart. */
class AgentCountsTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final BrandId BRAND = new BrandId(1);
    private static final Money COST = new Money(345_000);
    private static final Money HELD = new Money(70_000);

    @TempDir
    Path folder;

    private final SplittableRandom random = new SplittableRandom(19);
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

    private void append(String model, Instant at, @Nullable Money cost, @Nullable Money held) {
        var caller = new Caller(BRAND, Caller.Kind.AGENT, "agt_1", Set.of());
        var timings = new Entry.Timings(1L, null, 2, 1);
        var entry = new Entry(
                Uuid7.of(at.toEpochMilli(), random),
                "r" + random.nextLong(),
                caller,
                new IntegrationId(7),
                "groq",
                model,
                model,
                at,
                at,
                "ok",
                200,
                null,
                cost,
                false,
                timings,
                false,
                false);
        var done = new CompletableFuture<Void>();
        ledger.append(
                entry, new AgentShare("agt_1", true, held), -1, () -> done.complete(null), done::completeExceptionally);
        done.join();
    }

    @Test
    void countsGoOnWhereTheyWereAndAReachedBudgetIsNotToldAgain() {
        append("dear", NOON.minusSeconds(30), COST, null);
        append("strange", NOON.minusSeconds(90), null, HELD);
        var budget = new Money(400_000);
        var told = new CompletableFuture<Money>();
        var meter = new AgentMeter(new BudgetNotices() {
            @Override
            public void reached(Caller agent, Money spent, Instant now) {
                told.complete(spent);
            }

            @Override
            public void missed(Caller agent, Money spent, Money most, Instant now) {}
        });
        var terms = new Allowance(null, null, budget, false, null, false);
        var counts = AgentCounts.open(meter, ledger, _ -> Optional.of(terms), () -> NOON);
        var spent = new Money(415_000);
        assertEquals(new AgentFigures(1, 2, spent, Money.ZERO), meter.figures("agt_1", NOON));
        assertEquals(new AgentBooks.Counted(1, 2, spent), counts.counted("agt_1"));
        assertEquals(new AgentBooks.Counted(0, 0, Money.ZERO), counts.counted("agt_2"));
        var agent = new Caller(BRAND, Caller.Kind.AGENT, "agt_1", Set.of(), terms);
        AgentPass pass = new AgentGate(meter, PriceBook.of(List.of()), Catalogue.load(Map.of()), true)
                .admit(agent, MultiMap.caseInsensitiveMultiMap(), NOON);
        pass.reserve(new Target("groq", "dear"), new WorstCase.Known(COST), NOON);
        pass.sent();
        pass.settle(COST, NOON);
        pass.end(NOON);
        assertNull(told.getNow(null));
        assertEquals(
                List.of(new AgentBooks.ModelSpend("dear", 1, COST), new AgentBooks.ModelSpend("strange", 1, null)),
                counts.byModel(BRAND, "agt_1"));
    }

    @Test
    void anAgentThatIsNoLongerThereIsCountedWithoutABudget() {
        append("dear", NOON, COST, null);
        var meter = new AgentMeter(BudgetNotices.NOBODY);
        AgentCounts.open(meter, ledger, _ -> Optional.empty(), () -> NOON);
        assertEquals(new AgentFigures(1, 1, COST, Money.ZERO), meter.figures("agt_1", NOON));
    }
}
