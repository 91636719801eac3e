package dev.keypool.http;

/** What is told as it happens, to all who listen. Thread-safe; never to be called on an event loop. */
public interface LiveTurn {
    /** Tells every stream what is new; somebody calls it once a second. */
    void turn();

    /** Ends all streams; none begins any more. */
    void close();
}
