package dev.keypool.app;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was started, closed in the opposite order, once. A half start is undone the same way. Thread-safe. */
final class Running implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);

    private final Deque<Part> parts = new ArrayDeque<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile int port;

    private record Part(String name, AutoCloseable closing) {}

    /** How a part is closed. */
    interface Closing<T> {
        void close(T part) throws Exception;
    }

    /** Notes how to undo a step that was just done. */
    synchronized <T> T keep(String name, T part, Closing<T> closing) {
        parts.push(new Part(name, () -> closing.close(part)));
        return part;
    }

    void listening(int actualPort) {
        port = actualPort;
    }

    /** The port that is listened on. */
    int port() {
        return port;
    }

    void awaitStop() throws InterruptedException {
        stopped.await();
    }

    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            try {
                part.closing().close();
            } catch (Exception fault) {
                LOG.error("{} did not close well", part.name(), fault);
            }
        }
        if (stopped.getCount() > 0) LOG.info("stopped");
        stopped.countDown();
    }
}
