package dev.keypool.store;

/** A queue in front of the writer thread. Thread-safe; never blocks the caller. */
public interface GroupCommit<T> {
    /**
     * Hands the item over and returns at once.
     *
     * @param committed called on the writer thread after the commit that holds the item; must be quick and not throw
     * @param failed called instead when the item could not be written, after one retry of its own
     */
    void submit(T item, Runnable committed, java.util.function.Consumer<Throwable> failed);
}
