package dev.keypool.ledger;

import static dev.keypool.ledger.Samples.BRAND;
import static dev.keypool.ledger.Samples.KEY;
import static dev.keypool.ledger.Samples.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.values.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class InFlightTest {
    @TempDir
    Path folder;

    private final Samples samples = new Samples(new SplittableRandom(4));

    @Test
    void marksThatWereNotClearedAreLeft() throws IOException {
        Ledger.Mark kept = samples.mark(NOON);
        Ledger.Mark done = samples.mark(NOON.plusSeconds(1));
        try (InFlight marks = fresh()) {
            marks.mark(kept);
            marks.clear(marks.mark(done), done.attemptId());
            assertEquals(1, marks.count());
        }
        assertEquals(List.of(kept), InFlightFile.left(file()));
    }

    @Test
    void aMissingAndAnEmptyFileLeaveNothing() throws IOException {
        assertEquals(List.of(), InFlightFile.left(file()));
        assertEquals(0, Files.size(file()));
        assertEquals(List.of(), InFlightFile.left(file()));
    }

    @Test
    void aSlotIsUsedAgain() throws IOException {
        try (InFlight marks = fresh()) {
            Ledger.Mark first = samples.mark(NOON);
            int slot = marks.mark(first);
            marks.clear(slot, first.attemptId());
            assertEquals(slot, marks.mark(samples.mark(NOON)));
        }
    }

    @Test
    void nobodyClearsTheMarkOfAnother() throws IOException {
        try (InFlight marks = fresh()) {
            Ledger.Mark first = samples.mark(NOON);
            int slot = marks.mark(first);
            marks.clear(slot, first.attemptId());
            Ledger.Mark second = samples.mark(NOON);
            assertEquals(slot, marks.mark(second));
            marks.clear(slot, first.attemptId());
            marks.clear(InFlight.NO_SLOT, first.attemptId());
            assertEquals(1, marks.count());
        }
        assertEquals(1, InFlightFile.left(file()).size());
    }

    @Test
    void theFileGrowsWhenItIsFull() throws IOException {
        int many = InFlightFile.REGION_SLOTS + 10;
        Set<UUID> marked = new HashSet<>();
        try (InFlight marks = fresh()) {
            for (int i = 0; i < many; i++) {
                Ledger.Mark mark = samples.mark(NOON);
                assertEquals(i, marks.mark(mark));
                marked.add(mark.attemptId());
            }
        }
        List<Ledger.Mark> left = InFlightFile.left(file());
        assertEquals(many, left.size());
        assertEquals(
                marked, new HashSet<>(left.stream().map(Ledger.Mark::attemptId).toList()));
    }

    @Test
    void aSlotThatWasNotWrittenToItsEndIsNoMark() throws IOException {
        try (InFlight marks = fresh()) {
            marks.mark(samples.mark(NOON));
            marks.mark(samples.mark(NOON));
        }
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            // The brand of the first slot, as if the process had died between two stores.
            channel.write(ByteBuffer.wrap(new byte[] {99}), 4_096 + 24);
        }
        assertEquals(1, InFlightFile.left(file()).size());
    }

    @Test
    void aLongProviderNameIsCutAtACharacter() throws IOException {
        String name = "ä".repeat(40) + "x";
        try (InFlight marks = fresh()) {
            marks.mark(new Ledger.Mark(UUID.randomUUID(), BRAND, KEY, "x" + name, NOON));
        }
        assertEquals("x" + "ä".repeat(31), InFlightFile.left(file()).getFirst().provider());
    }

    @Test
    void aFileOfAnotherFormatIsRefusedAndKept() throws IOException {
        Files.write(file(), new byte[5_000]);
        Files.writeString(file(), "PK", StandardOpenOption.WRITE);
        Refusal refusal = assertThrows(Refusal.class, () -> InFlightFile.left(file()));
        assertTrue(refusal.sentence().contains(file().toString()), refusal.sentence());
        assertEquals(5_000, Files.size(file()));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void onlyTheOwnerMayReadTheFile() throws IOException {
        fresh().close();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    }

    @Test
    void manyThreadsNeverShareASlot() throws Exception {
        List<Ledger.Mark> kept = java.util.Collections.synchronizedList(new ArrayList<>());
        try (InFlight marks = fresh()) {
            List<Thread> threads = IntStream.range(0, 4)
                    .mapToObj(seed -> Thread.ofPlatform().start(() -> {
                        Samples own = new Samples(new SplittableRandom(seed));
                        for (int i = 0; i < 20_000; i++) {
                            Ledger.Mark mark = own.mark(NOON.plusSeconds(seed));
                            int slot = marks.mark(mark);
                            if (i % 1_000 == 0) kept.add(mark);
                            else marks.clear(slot, mark.attemptId());
                        }
                    }))
                    .toList();
            for (Thread thread : threads) thread.join();
            // A slot given to two would leave a mark that its owner cannot clear, or lose one that was to stay.
            assertEquals(80, marks.count());
        }
        assertEquals(Set.copyOf(kept), Set.copyOf(InFlightFile.left(file())));
    }

    private InFlight fresh() throws IOException {
        return new InFlight(InFlightFile.fresh(file()));
    }

    private Path file() {
        return folder.resolve("in-flight");
    }
}
