package dev.keypool.http;

/** Somebody who listens to an {@link EventFeed}. Thread-safe. */
public interface EventSink {
    /** False once nobody reads any more, or what let the caller in (token, session, scope) would not let it in again. */
    boolean open();

    /** False while the last frame still waits for a slow reader. */
    boolean ready();

    /** Sends whole events or comments, as they stand on the wire; dropped when nobody reads any more. Does not wait. */
    void send(byte[] frame);

    /** Ends the stream. */
    void end();
}
