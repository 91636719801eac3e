package dev.keypool.ledger;

import static dev.keypool.ledger.Samples.BRAND;
import static dev.keypool.ledger.Samples.KEY;
import static dev.keypool.ledger.Samples.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.keypool.store.Database;
import dev.keypool.values.Caller;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

/** What a key's spend counts for attempts whose cost nobody knows. */
class HeldTest {
    private static final Money HELD = new Money(70_000);

    @TempDir
    Path folder;

    private final Samples samples = new Samples(new SplittableRandom(11));
    private Database database;

    @BeforeEach
    void open() {
        database = Database.open("jdbc:sqlite:" + folder.resolve("k.db"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Ledger ledger() {
        return Ledger.open(database, folder.resolve("in-flight"));
    }

    private Ledger.Mark mark(@Nullable Money held) {
        Ledger.Mark mark = samples.mark(NOON);
        return new Ledger.Mark(mark.attemptId(), BRAND, KEY, "openai", NOON, held);
    }

    private static void append(Ledger ledger, Entry known, @Nullable Money cost, @Nullable Money held) {
        var entry = new Entry(
                known.attemptId(),
                known.requestId(),
                new Caller(BRAND, Caller.Kind.CLIENT, "cli_1", Set.of()),
                known.integration(),
                known.provider(),
                known.askedModel(),
                known.servedModel(),
                known.leasedAt(),
                known.sentAt(),
                known.result(),
                known.status(),
                known.usage(),
                cost,
                false,
                known.timings(),
                true,
                false,
                held);
        var done = new CompletableFuture<Void>();
        ledger.append(entry, -1, () -> done.complete(null), done::completeExceptionally);
        done.join();
    }

    private static void assertSpent(Ledger ledger, Instant now, long today, long month) {
        Use use = ledger.uses(now).getFirst();
        assertEquals(KEY, use.integration());
        assertEquals(today, use.costTodayNanos());
        assertEquals(month, use.costMonthNanos());
    }

    @Test
    void whatAnInterruptedAttemptMayHaveCostIsSpentAndItsCostStaysUnknown() {
        try (Ledger dying = ledger()) {
            dying.mark(mark(HELD));
            dying.mark(mark(null));
        }
        try (Ledger ledger = ledger()) {
            assertSpent(ledger, NOON, HELD.nanos(), HELD.nanos());
            for (Row row : ledger.recent(BRAND, 10)) assertNull(row.cost());
        }
    }

    @Test
    void itCountsInTheDayAndMonthInWhichItWasSent() {
        try (Ledger ledger = ledger()) {
            for (int days : new int[] {0, 0, 5, 40}) {
                append(ledger, samples.failed(NOON.minus(Duration.ofDays(days))), null, HELD);
            }
            append(ledger, samples.ok(NOON), new Money(345_000), null);
            append(ledger, samples.ok(BRAND, new IntegrationId(8), NOON), null, HELD);
            assertSpent(ledger, NOON, 2 * 70_000 + 345_000, 3 * 70_000 + 345_000);
            assertEquals(HELD, ledger.recent(BRAND, 1).getFirst().held());
            for (int i = 0; i < 9; i++) {
                append(ledger, samples.failed(NOON), null, new Money(1_000_000_000_000_000_000L));
            }
            assertSpent(ledger, NOON, 4_000_000_000_000_345_000L, 4_000_000_000_000_345_000L);
        }
    }

    @Test
    void aMarkKeepsItAndASlotThatWasSpoiledIsNoMark() throws IOException {
        Path file = folder.resolve("marks");
        Ledger.Mark mark = mark(HELD);
        try (InFlight marks = new InFlight(InFlightFile.fresh(file))) {
            marks.mark(mark);
        }
        assertEquals(List.of(mark), InFlightFile.left(file));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {99}), 4_096 + 120);
        }
        assertEquals(List.of(), InFlightFile.left(file));
    }
}
