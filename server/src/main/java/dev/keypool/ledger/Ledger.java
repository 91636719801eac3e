package dev.keypool.ledger;

import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The truth about every attempt. Thread-safe. An attempt is first marked in a mapped file (microseconds, survives
 * {@code kill -9}), then sent, then appended; the mark goes when its row is committed. At start, marks without a row become
 * rows with the result {@code interrupted}, so that counts equal what providers saw.
 */
public final class Ledger implements AutoCloseable {
    /** Opens the ledger, turns marks that a dead process left into rows, and starts its writer. */
    public static Ledger open(Database database, Path inFlightFile) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** What a mark holds: enough to write the row if the process dies. */
    public record Mark(UUID attemptId, BrandId brand, IntegrationId integration, String provider, Instant sentAt) {}

    /** Marks an attempt as sent. Never blocks; about a microsecond. Returns the mark's slot. */
    public int mark(Mark mark) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /**
     * Appends a row and returns at once.
     *
     * @param slot of {@link #mark}, or -1 when the attempt was never sent
     * @param committed called on the writer thread when the row is durable; must be quick
     * @param failed called instead when the row could not be written
     */
    public void append(Entry entry, int slot, Runnable committed, java.util.function.Consumer<Throwable> failed) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** Use of every key that was ever used, for the counters at start. */
    public List<Use> uses(Instant now) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** Counts of that key start again at zero: rows sent before {@code now} no longer count. Rows stay. */
    public void resetCounts(BrandId brand, IntegrationId integration, Instant now) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** Marks in use, for metrics and tests. */
    public int inFlight() {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("seam: written by its owner");
    }
}
