package dev.keypool.ledger;

import static dev.keypool.ledger.Samples.BRAND;
import static dev.keypool.ledger.Samples.KEY;
import static dev.keypool.ledger.Samples.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.Money;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The use of names that pin no provider, aliases above all. */
class AskedTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-11-23");
    private static final long COST = 345_000;

    @TempDir
    Path folder;

    private final Samples samples = new Samples(new SplittableRandom(4));
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
    void theUseOfANameIsSummedOverWhateverServed() {
        append(asked("agent/chat", samples.ok(NOON)), asked("agent/chat", samples.failed(NOON)));
        append(asked("agent/chat", samples.ok(NOON.minusSeconds(86_400))), asked("gpt-4o", samples.failed(NOON)));
        assertEquals(
                List.of(
                        new AskedUse("agent/chat", 3, 1, 360, 90, new Cost(new Money(2 * COST), 2, 1)),
                        new AskedUse("gpt-4o", 1, 1, 120, 30, new Cost(Money.ZERO, 0, 1))),
                ledger.asked(BRAND, TODAY.minusDays(29), TODAY));
        assertEquals(2, ledger.asked(BRAND, TODAY, TODAY).getFirst().requests());
        assertEquals(List.of(), ledger.asked(new BrandId(2), TODAY, TODAY));
    }

    @Test
    void aNameThatPinsItsProviderIsNotKeptTwice() {
        append(asked("openai/gpt-4o", samples.ok(NOON)), asked("openai/x", samples.failed(NOON)));
        append(asked("openaix", samples.ok(NOON)), asked("groq/y", samples.ok(NOON)));
        assertEquals(
                List.of("groq/y", "openaix"),
                ledger.asked(BRAND, TODAY, TODAY).stream().map(AskedUse::asked).toList());
    }

    @Test
    void whatWasNeverSentAndWhatNobodyKnowsIsNoUse() {
        ledger.mark(samples.mark(NOON));
        ledger.close();
        ledger = Ledger.open(database, folder.resolve("in-flight"));
        append(asked("agent/chat", samples.unsent()));
        assertEquals(List.of(), ledger.asked(BRAND, TODAY, TODAY));
    }

    @Test
    void aRowThatIsWrittenTwiceIsSummedOnce() {
        Entry entry = asked("agent/chat", samples.ok(NOON));
        append(entry);
        append(entry);
        assertEquals(1, ledger.asked(BRAND, TODAY, TODAY).getFirst().requests());
    }

    @Test
    void theMostUsedModelComesFirst() {
        append(samples.ok(NOON), samples.ok(NOON), samples.failed(NOON), samples.unsent());
        append(samples.ok(new BrandId(2), KEY, NOON));
        assertEquals(
                List.of(
                        new ServedUse("openai", "gpt-4o-mini-2024-07-18", 2),
                        new ServedUse("openai", "gpt-4o-mini", 1)),
                ledger.served(BRAND, TODAY, TODAY));
    }

    @Test
    void oldDaysAreForgottenWithTheOtherSums() {
        for (int day = -3; day <= 0; day++) append(asked("agent/chat", samples.ok(NOON.plusSeconds(day * 86_400L))));
        assertEquals(2, ledger.history().forgetDays(NOON.minusSeconds(86_400), 100));
        assertEquals(2, new Auditor(database).number("SELECT count(*) FROM asked_day"));
        assertEquals(TODAY.minusDays(1).toEpochDay(), new Auditor(database).number("SELECT min(day) FROM asked_day"));
    }

    private static Entry asked(String name, Entry entry) {
        return new Entry(
                entry.attemptId(),
                entry.requestId(),
                entry.caller(),
                entry.integration(),
                entry.provider(),
                name,
                entry.servedModel(),
                entry.leasedAt(),
                entry.sentAt(),
                entry.result(),
                entry.status(),
                entry.usage(),
                entry.cost(),
                entry.estimated(),
                entry.timings(),
                entry.streamed(),
                entry.truncated());
    }

    private void append(Entry... entries) {
        for (Entry entry : entries) {
            ledger.append(entry, -1, () -> {}, fault -> {
                throw new AssertionError(fault);
            });
        }
        database.write(_ -> true);
    }
}
