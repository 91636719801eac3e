package dev.keypool.store;

import com.zaxxer.hikari.pool.HikariPool;
import dev.keypool.values.Refusal;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Tells a store that is away (busy, full, unreadable: a passing state, 503) from a fault of the work itself, which goes on
 * unchanged. Logs when the store goes away and when it is back, not every refusal between. Thread-safe.
 */
final class StoreFaults {
    private static final Logger LOG = LoggerFactory.getLogger(StoreFaults.class);

    /** Primary result codes (sqlite.org/rescode.html) that speak of the store and not of the statement. */
    private static final Set<SQLiteErrorCode> AWAY = Set.of(
            SQLiteErrorCode.SQLITE_BUSY,
            SQLiteErrorCode.SQLITE_LOCKED,
            SQLiteErrorCode.SQLITE_NOMEM,
            SQLiteErrorCode.SQLITE_READONLY,
            SQLiteErrorCode.SQLITE_IOERR,
            SQLiteErrorCode.SQLITE_CORRUPT,
            SQLiteErrorCode.SQLITE_FULL,
            SQLiteErrorCode.SQLITE_CANTOPEN,
            SQLiteErrorCode.SQLITE_PROTOCOL,
            SQLiteErrorCode.SQLITE_NOTADB);

    private final AtomicBoolean away = new AtomicBoolean();

    static Refusal unavailable() {
        return new Refusal(
                Refusal.Kind.UNAVAILABLE,
                "store_unavailable",
                "The database cannot be reached at the moment. Try again in a second.",
                List.of(),
                Map.of("Retry-After", "1"));
    }

    static boolean isAway(Throwable fault) {
        if (fault instanceof Refusal refusal) return refusal.code().equals("store_unavailable");
        for (@Nullable Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (speaksOfTheStore(cause)) return true;
        }
        return false;
    }

    /** What the caller is told: a refusal when the store is away, otherwise the fault itself. */
    Throwable shown(Throwable fault) {
        if (fault instanceof Refusal || !isAway(fault)) return fault;
        if (away.compareAndSet(false, true)) LOG.warn("The database is away: {}", reason(fault));
        return unavailable();
    }

    /** Notes that a statement went through. */
    void back() {
        if (away.get() && away.compareAndSet(true, false)) LOG.info("The database is back");
    }

    private static boolean speaksOfTheStore(Throwable cause) {
        return switch (cause) {
            case SQLiteException e -> AWAY.contains(primary(e));
            case SQLTransientConnectionException _, HikariPool.PoolInitializationException _ -> true;
            default -> false;
        };
    }

    private static SQLiteErrorCode primary(SQLiteException e) {
        return SQLiteErrorCode.getErrorCode(e.getResultCode().code & 0xff);
    }

    /** The driver's own words; they hold a result code, never the text of a statement. */
    private static String reason(Throwable fault) {
        for (@Nullable Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException e) return String.valueOf(e.getMessage());
        }
        return fault.getClass().getSimpleName();
    }
}
