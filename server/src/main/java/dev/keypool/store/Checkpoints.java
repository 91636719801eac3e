package dev.keypool.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the write-ahead log into the database about once a second, away from the writer thread, and cuts a long log down
 * when nothing is being written. Confined to its own thread but for {@link #start} and {@link #close}.
 */
final class Checkpoints implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    /** A log shorter than this is not worth a lock. */
    private static final long LONG_LOG_BYTES = 4L << 20;

    private final Connection connection;
    private final LongSupplier rounds;
    private final Path log;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("keypool-checkpoint").daemon().factory());
    private long seen;

    /** @param rounds of {@link Writer#rounds()} */
    Checkpoints(Connection connection, LongSupplier rounds, Path log) {
        this.connection = connection;
        this.rounds = rounds;
        this.log = log;
    }

    void start() {
        var _ = clock.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    void tick() {
        try {
            long now = rounds.getAsLong();
            if (now != seen) {
                seen = now;
                checkpoint("PASSIVE");
            } else if (Files.exists(log) && Files.size(log) > LONG_LOG_BYTES) {
                checkpoint("TRUNCATE");
            }
        } catch (SQLException | IOException | RuntimeException e) {
            // The next second tries again; meanwhile the log only grows.
            LOG.debug("A checkpoint did not succeed: {}", e.getMessage());
        }
    }

    @Override
    public void close() throws SQLException {
        clock.shutdown();
        try {
            if (!clock.awaitTermination(5, TimeUnit.SECONDS)) LOG.warn("A checkpoint is still running at shutdown");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
    }

    private void checkpoint(String mode) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(" + mode + ")");
        }
    }
}
