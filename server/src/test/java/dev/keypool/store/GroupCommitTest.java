package dev.keypool.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.keypool.values.Refusal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class GroupCommitTest {
    /** Stands for a disk without room. */
    private static final String FULL = "full";

    @TempDir
    Path folder;

    private Database database;
    private GroupCommit<String> words;
    private final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void open() {
        database = Database.open("jdbc:sqlite:" + folder.resolve("k.db"));
        database.write(handle ->
                handle.execute("CREATE TABLE word (place INTEGER PRIMARY KEY, text TEXT CHECK (text <> 'bad'))"));
        words = database.groupCommit(this::insert);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void itemsAreWrittenInTheOrderOfSubmissionAndCalledBackInIt() throws InterruptedException {
        List<String> called = Collections.synchronizedList(new ArrayList<>());
        try (HeldWriter _ = new HeldWriter(database)) {
            for (String word : numbered(300)) submit(word, () -> called.add(word));
        }
        barrier();
        assertEquals(numbered(300), called);
        assertEquals(numbered(300), stored());
    }

    @Test
    void whatWaitsIsWrittenTogetherButAtMost256AtATime() throws InterruptedException {
        try (HeldWriter _ = new HeldWriter(database)) {
            for (String word : numbered(600)) submit(word, () -> {});
        }
        barrier();
        assertEquals(List.of(256, 256, 88), batches);
    }

    @Test
    void theCallbackComesAfterTheCommit() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        ConcurrentLinkedQueue<List<String>> seen = new ConcurrentLinkedQueue<>();
        submit("first", () -> {
            // Another connection sees only what is committed.
            seen.add(stored());
            done.countDown();
        });
        done.await();
        assertEquals(List.of("first"), seen.poll());
    }

    @Test
    void aFailingItemIsTriedAloneAndDoesNotPoisonItsBatch() throws InterruptedException {
        List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());
        try (HeldWriter _ = new HeldWriter(database)) {
            submit("one", () -> {});
            words.submit("bad", () -> fail("a bad word was committed"), faults::add);
            submit("two", () -> {});
        }
        barrier();
        assertEquals(List.of("one", "two"), stored());
        assertEquals(1, faults.size());
        assertEquals(List.of(3, 1, 1, 1), batches);
    }

    @Test
    void whenTheStoreIsAwayABatchIsRetriedAsAWholeAndRefused() throws InterruptedException {
        List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());
        try (HeldWriter _ = new HeldWriter(database)) {
            words.submit("one", () -> fail("written to a full store"), faults::add);
            words.submit(FULL, () -> fail("written to a full store"), faults::add);
        }
        barrier();
        assertEquals(List.of(2, 2), batches);
        assertEquals(2, faults.size());
        for (Throwable fault : faults) {
            assertEquals(
                    "store_unavailable", assertInstanceOf(Refusal.class, fault).code());
        }
    }

    @Test
    void aCallbackThatThrowsHarmsNobodyElse() {
        submit("one", () -> {
            throw new AssertionError("broken promise");
        });
        submit("two", () -> {});
        barrier();
        assertEquals(List.of("one", "two"), stored());
    }

    @Test
    void aSingleTransactionSeesEveryItemSubmittedBeforeIt() throws InterruptedException {
        AtomicInteger seen = new AtomicInteger(-1);
        Thread caller;
        try (HeldWriter held = new HeldWriter(database)) {
            for (String word : numbered(400)) submit(word, () -> {});
            caller = Thread.ofPlatform().start(() -> seen.set(database.write(GroupCommitTest::count)));
            held.release();
            caller.join();
        }
        assertEquals(400, seen.get());
    }

    @Test
    void closingWritesWhatWaits() throws InterruptedException {
        AtomicInteger committed = new AtomicInteger();
        HeldWriter held = new HeldWriter(database);
        for (String word : numbered(1_000)) submit(word, committed::incrementAndGet);
        Thread closer = Thread.ofPlatform().start(database::close);
        held.close();
        closer.join();
        assertEquals(1_000, committed.get());
        database = Database.open("jdbc:sqlite:" + folder.resolve("k.db"));
        assertEquals(numbered(1_000), stored());
    }

    @Test
    void anItemAfterTheCloseFailsAtOnce() {
        database.close();
        List<Throwable> faults = new ArrayList<>();
        words.submit("late", () -> fail("written after the close"), faults::add);
        assertEquals(
                "store_unavailable",
                assertInstanceOf(Refusal.class, faults.getFirst()).code());
    }

    @Test
    void noMoreThanTheCapacityWaits() throws InterruptedException {
        CountDownLatch committed = new CountDownLatch(Writer.CAPACITY);
        List<Throwable> faults = new ArrayList<>();
        try (HeldWriter _ = new HeldWriter(database)) {
            for (int i = 0; i < Writer.CAPACITY; i++) submit("w", committed::countDown);
            assertTrue(faults.isEmpty());
            words.submit("one too many", () -> fail("written beyond the capacity"), faults::add);
            assertEquals(1, faults.size());
        }
        // No barrier: it would be one too many itself until the writer has taken its first batch.
        committed.await();
        assertEquals(Writer.CAPACITY, stored().size());
    }

    @Test
    void manyProducersLoseNothing() throws InterruptedException {
        CountDownLatch committed = new CountDownLatch(8 * 500);
        List<Thread> producers = IntStream.range(0, 8)
                .mapToObj(_ -> Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 500; i++) submit("w", committed::countDown);
                }))
                .toList();
        for (Thread producer : producers) producer.join();
        committed.await();
        assertEquals(4_000, stored().size());
    }

    private void insert(Handle handle, List<String> batch) {
        batches.add(batch.size());
        if (batch.contains(FULL)) {
            throw new IllegalStateException(new SQLiteException("disk full", SQLiteErrorCode.SQLITE_FULL));
        }
        for (String word : batch) handle.execute("INSERT INTO word (text) VALUES (?)", word);
    }

    private void submit(String word, Runnable committed) {
        words.submit(word, committed, fault -> {
            throw new AssertionError("not written: " + word, fault);
        });
    }

    private void barrier() {
        database.write(_ -> true);
    }

    private List<String> stored() {
        return database.read(handle -> handle.select("SELECT text FROM word ORDER BY place")
                .mapTo(String.class)
                .list());
    }

    private static int count(Handle handle) {
        return handle.select("SELECT count(*) FROM word").mapTo(int.class).one();
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "word " + i).toList();
    }
}
