package dev.keypool.store;

import java.util.concurrent.CompletableFuture;

/** Keeps the writer thread busy until it is let go, so that what is submitted meanwhile waits together. */
final class HeldWriter implements AutoCloseable {
    private final CompletableFuture<Boolean> released = new CompletableFuture<>();
    private final CompletableFuture<Boolean> written = new CompletableFuture<>();

    HeldWriter(Database database) {
        CompletableFuture<Boolean> entered = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> written.complete(database.write(_ -> {
                    entered.complete(true);
                    return released.join();
                })));
        entered.join();
    }

    void release() {
        released.complete(true);
    }

    @Override
    public void close() {
        release();
        written.join();
    }
}
