package dev.keypool.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.keypool.values.Refusal;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class StoreFaultsTest {
    private final StoreFaults faults = new StoreFaults();

    @ParameterizedTest
    @EnumSource(
            value = SQLiteErrorCode.class,
            names = {"SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_IOERR_WRITE", "SQLITE_FULL", "SQLITE_CANTOPEN"})
    void aStoreThatIsAwayIsARefusal(SQLiteErrorCode code) {
        Throwable shown = faults.shown(new IllegalStateException(new SQLiteException("SELECT secret", code)));
        Refusal refusal = assertInstanceOf(Refusal.class, shown);
        assertEquals("The database cannot be reached at the moment. Try again in a second.", refusal.sentence());
    }

    @Test
    void aPoolWithoutAFreeConnectionIsAway() {
        assertInstanceOf(Refusal.class, faults.shown(new SQLTransientConnectionException("timed out")));
    }

    @ParameterizedTest
    @EnumSource(
            value = SQLiteErrorCode.class,
            names = {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_ERROR", "SQLITE_MISMATCH"})
    void aFaultOfTheStatementStaysWhatItIs(SQLiteErrorCode code) {
        IllegalStateException fault = new IllegalStateException(new SQLiteException("x", code));
        assertSame(fault, faults.shown(fault));
    }
}
