package dev.keypool.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection that writes. Opened when first needed and again after a fault that it may not have survived.
 * Confined to the writer thread.
 */
final class WritingConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WritingConnection.class);

    private final Connections connections;
    private @Nullable Connection connection;
    private @Nullable Jdbi jdbi;

    WritingConnection(Connections connections) {
        this.connections = connections;
    }

    /** Runs the work in a transaction of its own; when this returns, it is committed. Any fault rolls back and is thrown. */
    <T extends @Nullable Object> T transact(Database.Work<T> work) {
        boolean committed = false;
        try {
            Connection open = open();
            // With this driver, leaving auto-commit is BEGIN IMMEDIATE and entering it is COMMIT; its commit() would
            // begin
            // the next transaction at once and hold the lock until then.
            open.setAutoCommit(false);
            T answer = run(work);
            open.setAutoCommit(true);
            committed = true;
            return answer;
        } catch (SQLException e) {
            throw new WriteFailed(e);
        } finally {
            if (!committed) undo();
        }
    }

    @Override
    public void close() {
        Connection last = connection;
        connection = null;
        jdbi = null;
        if (last == null) return;
        try {
            last.close();
        } catch (SQLException e) {
            LOG.warn("The writing connection did not close cleanly: {}", e.getMessage());
        }
    }

    private <T extends @Nullable Object> T run(Database.Work<T> work) {
        try (Handle handle = java.util.Objects.requireNonNull(jdbi).open()) {
            return work.run(handle);
        }
    }

    private Connection open() throws SQLException {
        Connection current = connection;
        if (current == null) {
            current = connections.writer();
            connection = current;
            jdbi = Connections.configured(Jdbi.create(current));
        }
        return current;
    }

    /** Rolls back; a connection that cannot is dropped, which rolls back as well. */
    private void undo() {
        Connection failed = connection;
        if (failed == null) return;
        try {
            failed.rollback();
            failed.setAutoCommit(true);
        } catch (SQLException e) {
            close();
        }
    }

    /** A statement failed; the cause is the driver's. */
    static final class WriteFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WriteFailed(SQLException cause) {
            super("The transaction could not be begun or committed", cause);
        }
    }
}
