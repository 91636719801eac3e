package dev.keypool.store;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The one database of the process. Thread-safe. Both kinds of access block: never call them on an event loop.
 */
public final class Database implements AutoCloseable {
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

    /** Opens and migrates. {@code url} is {@code jdbc:sqlite:…}; another kind fails with a sentence. */
    public static Database open(String url) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** Reads on a pooled connection. Throws {@code Refusal} of kind UNAVAILABLE when the store cannot be reached. */
    public <T extends @org.jspecify.annotations.Nullable Object> T read(Work<T> work) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** Runs {@code work} alone in a transaction on the writer thread and waits for its commit. A failure rolls back and is thrown here. */
    public <T extends @org.jspecify.annotations.Nullable Object> T write(Work<T> work) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** A queue whose items are written in group commits by the writer thread (at most 256 an item batch). */
    public <T> GroupCommit<T> groupCommit(BatchWork<T> work) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** True when a trivial statement answers within two seconds. */
    public boolean reachable() {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** Waits for what is queued (at most 10 s), then closes. */
    @Override
    public void close() {
        throw new UnsupportedOperationException("seam: written by its owner");
    }
}
