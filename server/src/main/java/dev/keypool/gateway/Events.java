package dev.keypool.gateway;

import org.jspecify.annotations.Nullable;

/** All events of a stream as they went to the caller, as long as they are few enough to be kept. Confined to its attempt. */
final class Events {
    private @Nullable Bytes so = new Bytes(4_096);

    void add(byte[] bytes, int from, int to) {
        Bytes before = so;
        if (before == null) return;
        if (before.size() + to - from > Recall.LONGEST) so = null;
        else before.add(bytes, from, to);
    }

    /** Null when they were too many. */
    byte @Nullable [] whole() {
        return so == null ? null : so.copy();
    }
}
