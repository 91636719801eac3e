package dev.keypool.store;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one database of the process. Thread-safe. Both kinds of access block: never call them on an event loop.
 */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final Duration CLOSING = Duration.ofSeconds(10);
    private static final int REACH_SECONDS = 2;

    private final StoreFaults faults;
    private final Writer writer;
    private final Jdbi readers;
    private final Deque<AutoCloseable> parts;
    private volatile boolean closed;

    /** Work on an open handle. */
    @FunctionalInterface
    public interface Work<T extends @org.jspecify.annotations.Nullable Object> {
        T run(Handle handle);
    }

    /** Writes what waits in one transaction. */
    @FunctionalInterface
    public interface BatchWork<T> {
        void run(Handle handle, List<T> batch);
    }

    private Database(StoreFaults faults, Writer writer, Jdbi readers, Deque<AutoCloseable> parts) {
        this.faults = faults;
        this.writer = writer;
        this.readers = readers;
        this.parts = parts;
    }

    /**
     * Opens and migrates. {@code url} is {@code jdbc:sqlite:…}; another kind fails with a sentence, and so does a data
     * directory that another process uses: both are a {@link dev.keypool.values.Refusal} whose sentence is for the operator.
     */
    public static Database open(String url) {
        SqliteFile file = SqliteFile.of(url);
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        try {
            return open(file, parts);
        } catch (SQLException | RuntimeException e) {
            closeAll(parts);
            if (e instanceof dev.keypool.values.Refusal refusal) throw refusal;
            throw new IllegalStateException("The database " + file.path() + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private static Database open(SqliteFile file, Deque<AutoCloseable> parts) throws SQLException {
        file.prepare();
        parts.push(OwnerLock.take(file.beside(".lock")));
        Connections connections = new Connections(file.url());
        connections.migrate();
        StoreFaults faults = new StoreFaults();
        HikariDataSource pool = connections.readers();
        parts.push(pool);
        Writer writer = new Writer(new WritingConnection(connections), faults);
        Checkpoints checkpoints = new Checkpoints(connections.checkpointer(), writer::rounds, file.beside("-wal"));
        parts.push(checkpoints);
        writer.start();
        parts.push(() -> writer.close(CLOSING));
        checkpoints.start();
        return new Database(faults, writer, Connections.configured(Jdbi.create(pool)), parts);
    }

    /**
     * Reads on a pooled connection, from one snapshot however many statements {@code work} has. Throws {@code Refusal} of
     * kind UNAVAILABLE when the store cannot be reached.
     */
    public <T extends @org.jspecify.annotations.Nullable Object> T read(Work<T> work) {
        if (closed) throw StoreFaults.unavailable();
        try {
            T answer = readers.inTransaction(work::run);
            faults.back();
            return answer;
        } catch (RuntimeException e) {
            throw unchecked(faults.shown(e));
        }
    }

    /**
     * Runs {@code work} alone in a transaction on the writer thread and waits for its commit. A failure rolls back and is
     * thrown here. It sees every item that was submitted to a {@link GroupCommit} before it.
     */
    public <T extends @org.jspecify.annotations.Nullable Object> T write(Work<T> work) {
        if (writer.isCurrentThread()) {
            throw new IllegalStateException("A write inside a write would wait for itself; use the handle at hand");
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        writer.add(new Job.Single<>(work, answer));
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw unchecked(e.getCause() == null ? e : e.getCause());
        }
    }

    /**
     * A queue whose items are written in group commits by the writer thread (at most 256 items a commit). At most 65,536
     * jobs of the whole process wait; an item beyond that, or after {@link #close}, fails at once on the submitting thread.
     * When the store itself is away, a batch is retried once as a whole, since no item is to blame.
     */
    public <T> GroupCommit<T> groupCommit(BatchWork<T> work) {
        return new CommitGroup<>(work, writer::add);
    }

    /** True when a trivial statement answers within two seconds and the writer thread lives. */
    public boolean reachable() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("keypool-reach").start(() -> reach(answer));
        try {
            return answer.get(REACH_SECONDS, TimeUnit.SECONDS) && writer.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /** Waits for what is queued (at most 10 s), then closes. */
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        closeAll(parts);
    }

    private void reach(CompletableFuture<Boolean> answer) {
        try {
            answer.complete(
                    read(handle -> handle.select("SELECT 1").mapTo(int.class).one() == 1));
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private static void closeAll(Deque<AutoCloseable> parts) {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("A part of the database did not close cleanly: {}", e.getMessage());
            }
        }
    }

    private static RuntimeException unchecked(Throwable fault) {
        return switch (fault) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException(fault);
        };
    }
}
