package dev.keypool.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.values.Refusal;
import java.nio.file.Path;
import java.util.Map;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    @TempDir
    Path folder;

    private Database database;

    @BeforeEach
    void open() {
        database = Database.open("jdbc:sqlite:" + folder.resolve("k.db"));
        database.write(handle -> handle.execute("CREATE TABLE word (text TEXT NOT NULL UNIQUE)"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whatWasWrittenIsRead() {
        put("one");
        assertEquals(1, words());
    }

    @Test
    void aFailedWriteLeavesNothingAndIsThrownToItsCaller() {
        IllegalArgumentException fault = new IllegalArgumentException("no");
        IllegalArgumentException thrown = assertThrows(
                IllegalArgumentException.class,
                () -> database.write(handle -> {
                    handle.execute("INSERT INTO word VALUES ('half')");
                    throw fault;
                }));
        assertSame(fault, thrown);
        assertEquals(0, words());
        put("after");
        assertEquals(1, words());
    }

    @Test
    void aRefusalOfTheWorkReachesTheCallerAsItIs() {
        Refusal refusal = new Refusal(Refusal.Kind.CONFLICT, "taken", "That name is taken.");
        assertSame(
                refusal,
                assertThrows(
                        Refusal.class,
                        () -> database.write(_ -> {
                            throw refusal;
                        })));
    }

    @Test
    void aBrokenConstraintIsAFaultOfTheWorkAndItsMessageHoldsNeitherStatementNorArgument() {
        put("sk-secret");
        JdbiException fault = assertThrows(JdbiException.class, () -> put("sk-secret"));
        assertTrue(String.valueOf(fault.getMessage()).contains("UNIQUE"), fault.getMessage());
        assertFalse(String.valueOf(fault.getMessage()).contains("INSERT"), fault.getMessage());
        assertFalse(String.valueOf(fault.getMessage()).contains("sk-secret"), fault.getMessage());
    }

    @Test
    void aFullStoreIsRefusedWithoutSqlAndServesAgainWhenThereIsRoom() {
        database.write(handle -> handle.execute("PRAGMA max_page_count = 1"));
        Refusal refusal = assertThrows(Refusal.class, () -> put("x".repeat(100_000)));
        assertEquals(Refusal.Kind.UNAVAILABLE, refusal.kind());
        assertEquals("store_unavailable", refusal.code());
        assertEquals(Map.of("Retry-After", "1"), refusal.headers());
        assertFalse(refusal.sentence().contains("INSERT"), refusal.sentence());

        database.write(handle -> handle.execute("PRAGMA max_page_count = 1000000"));
        put("x".repeat(100_000));
        assertEquals(1, words());
    }

    @Test
    void aReaderCannotWrite() {
        assertThrows(Refusal.class, () -> database.read(handle -> handle.execute("INSERT INTO word VALUES ('no')")));
        assertEquals(0, words());
    }

    @Test
    void aReadSeesOneSnapshotHoweverManyStatementsItHas() {
        put("before");
        database.read(handle -> {
            long first =
                    handle.select("SELECT count(*) FROM word").mapTo(long.class).one();
            put("meanwhile");
            assertEquals(
                    first,
                    handle.select("SELECT count(*) FROM word").mapTo(long.class).one());
            return true;
        });
        assertEquals(2, words());
    }

    @Test
    void aTransactionInsideAWriteJoinsIt() {
        assertThrows(
                IllegalStateException.class,
                () -> database.write(handle -> {
                    handle.useTransaction(inner -> inner.execute("INSERT INTO word VALUES ('inner')"));
                    throw new IllegalStateException("after the inner transaction");
                }));
        assertEquals(0, words());
    }

    @Test
    void aWriteInsideAWriteIsRefusedInsteadOfWaitingForItself() {
        IllegalStateException fault =
                assertThrows(IllegalStateException.class, () -> database.write(_ -> database.write(_ -> true)));
        assertTrue(String.valueOf(fault.getMessage()).contains("wait for itself"));
    }

    @Test
    void foreignKeysAreKept() {
        database.write(handle -> handle.execute("CREATE TABLE child (word TEXT REFERENCES word (text))"));
        assertThrows(
                JdbiException.class,
                () -> database.write(handle -> handle.execute("INSERT INTO child VALUES ('nobody')")));
    }

    @Test
    void aClosedDatabaseIsUnavailableAndNotReachable() {
        assertTrue(database.reachable());
        database.close();
        assertFalse(database.reachable());
        assertEquals(
                Refusal.Kind.UNAVAILABLE,
                assertThrows(Refusal.class, this::words).kind());
        assertEquals(
                Refusal.Kind.UNAVAILABLE,
                assertThrows(Refusal.class, () -> put("late")).kind());
    }

    @Test
    void anotherOpeningFindsWhatWasWrittenAndItsMigrationsDone() {
        put("kept");
        database.close();
        database = Database.open("jdbc:sqlite:" + folder.resolve("k.db"));
        assertEquals(1, words());
    }

    private void put(String word) {
        database.write(handle -> handle.execute("INSERT INTO word VALUES (?)", word));
    }

    private long words() {
        return database.read(handle ->
                handle.select("SELECT count(*) FROM word").mapTo(long.class).one());
    }
}
