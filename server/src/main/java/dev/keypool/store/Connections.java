package dev.keypool.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Opens connections to one SQLite file with the pragmas that each kind of use needs. Immutable.
 *
 * @param url {@code jdbc:sqlite:…}
 */
record Connections(String url) {
    /** Readers at a time. More would only wait for the same two or three cores. */
    private static final int READERS = 4;

    private static final int BUSY_MILLIS = 5_000;
    private static final int POOL_WAIT_MILLIS = 2_000;

    /**
     * The writer checkpoints by itself only when the log has grown to about 80 MB: a checkpoint inside a commit makes its
     * tail fifty times longer (feasibility study, section 2). {@link Checkpoints} does it elsewhere, every second.
     */
    private static final int WRITER_CHECKPOINT_PAGES = 20_000;

    /** The newest pages of every table that is appended to stay in here. */
    private static final int WRITER_CACHE_KIB = 16 << 10;

    private static final int LOG_LIMIT_BYTES = 64 << 20;

    void migrate() {
        SQLiteDataSource source = new SQLiteDataSource(common(BUSY_MILLIS));
        source.setUrl(url);
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/sqlite")
                .load()
                .migrate();
    }

    Connection writer() throws SQLException {
        SQLiteConfig config = common(BUSY_MILLIS);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setCacheSize(-WRITER_CACHE_KIB);
        // A deleted credential is overwritten, not just unlinked (integrations contract, section 3).
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
        config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, Integer.toString(WRITER_CHECKPOINT_PAGES));
        return config.createConnection(url);
    }

    /** Never waits for a lock: a checkpoint that does not get one is tried again a second later. */
    Connection checkpointer() throws SQLException {
        return common(0).createConnection(url);
    }

    HikariDataSource readers() {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("keypool-readers");
        pool.setJdbcUrl(url);
        Properties pragmas = common(BUSY_MILLIS).toProperties();
        pool.setDataSourceProperties(pragmas);
        // A reader that writes would break the rule of one writer; SQLite itself refuses it then.
        pool.setConnectionInitSql("PRAGMA query_only = 1");
        pool.setMaximumPoolSize(READERS);
        pool.setConnectionTimeout(POOL_WAIT_MILLIS);
        pool.setMaxLifetime(0);
        return new HikariDataSource(pool);
    }

    /** No statement text and no argument in a message: arguments may be secrets, and messages end in logs. */
    static Jdbi configured(Jdbi jdbi) {
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(StatementExceptions.MessageRendering.NONE);
        // The writer ends its transactions itself, after the handle is closed.
        jdbi.getConfig(Handles.class).setForceEndTransactions(false);
        return jdbi;
    }

    private static SQLiteConfig common(int busyMillis) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(busyMillis);
        config.enforceForeignKeys(true);
        config.setJournalSizeLimit(LOG_LIMIT_BYTES);
        return config;
    }
}
