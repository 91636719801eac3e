package dev.keypool.ledger;

import static dev.keypool.ledger.Samples.BRAND;
import static dev.keypool.ledger.Samples.KEY;
import static dev.keypool.ledger.Samples.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.keypool.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
    @TempDir
    Path folder;

    private final Samples samples = new Samples(new SplittableRandom(5));
    private Database database;
    private Auditor auditor;

    @BeforeEach
    void open() {
        database = Database.open("jdbc:sqlite:" + folder.resolve("k.db"));
        auditor = new Auditor(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void anAttemptUnderWayWhenTheProcessEndedIsARowThatCounts() {
        Ledger.Mark mark = samples.mark(NOON);
        try (Ledger dying = ledger()) {
            dying.mark(mark);
        }
        try (Ledger ledger = ledger()) {
            assertEquals(List.of(Row.interrupted(mark)), ledger.recent(BRAND, 10));
            assertEquals(List.of(new Use(KEY, 1, List.of(NOON), NOON, 0, 0)), ledger.uses(NOON));
            assertEquals(0, ledger.inFlight());
        }
        assertEquals(1, auditor.number("SELECT cost_unknown FROM usage_day"));
        auditor.assertSumsEqualRows();
    }

    @Test
    void aMarkWhoseRowIsThereAddsNothing() throws IOException {
        Entry entry = samples.ok(NOON);
        byte[] marked;
        try (Ledger dying = ledger()) {
            int slot = dying.mark(Samples.markOf(entry));
            marked = Files.readAllBytes(file());
            dying.append(entry, slot, () -> {}, fault -> {
                throw new AssertionError(fault);
            });
        }
        // As if the process had died after the commit and before the mark was taken away.
        Files.write(file(), marked);
        try (Ledger ledger = ledger()) {
            assertEquals(List.of(Row.of(entry)), ledger.recent(BRAND, 10));
        }
        auditor.assertSumsEqualRows();
    }

    @Test
    void aRepeatedRecoveryCountsOnce() throws IOException {
        try (Ledger dying = ledger()) {
            for (int i = 0; i < 600; i++) dying.mark(samples.mark(NOON.plusMillis(i)));
        }
        byte[] marked = Files.readAllBytes(file());
        ledger().close();
        // As if the process had died again after the rows were committed and before the file was begun anew.
        Files.write(file(), marked);
        try (Ledger ledger = ledger()) {
            assertEquals(600, ledger.uses(NOON).getFirst().sentToday());
        }
        assertEquals(600, auditor.rows());
        auditor.assertSumsEqualRows();
    }

    private Ledger ledger() {
        return Ledger.open(database, file());
    }

    private Path file() {
        return folder.resolve("in-flight");
    }
}
