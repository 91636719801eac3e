package dev.keypool.http;

/** The body of an {@link Answer} that goes on: server-sent events, as they happen. */
@FunctionalInterface
public interface EventFeed {
    /**
     * Takes the listener; called once, on the request's virtual thread, and not for {@code HEAD}. Returns soon: events come later, from elsewhere.
     *
     * @throws dev.keypool.values.Refusal instead of a stream; nothing was sent yet then
     */
    void begin(EventSink listener);
}
