package dev.keypool.dialects;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings parts of a stream one after the other: the first open part passes through at once, others wait until it is closed.
 * Providers hardly ever interleave, so hardly ever does anything wait. Keys are the reader's own, for example a block's index.
 * Confined to one stream.
 */
final class Sequence {
    private final Map<Object, Waiting> open = new HashMap<>();
    private final List<Waiting> order = new ArrayList<>(2);

    private static final class Waiting {
        private final Object key;
        private final List<Step> steps = new ArrayList<>(4);
        private boolean closed;

        private Waiting(Object key) {
            this.key = key;
        }
    }

    /** Whether a part of that key is open. */
    boolean holds(Object key) {
        return open.containsKey(key);
    }

    /** A part begins; one of that key that is open is closed before. */
    void begin(Object key, Part head, Consumer<Step> out) {
        close(key, out);
        var part = new Waiting(key);
        open.put(key, part);
        order.add(part);
        tell(part, new Step.Begun(head), out);
    }

    /** More of that part; an empty text and an unknown part are nothing. */
    void more(Object key, @Nullable String text, Consumer<Step> out) {
        Waiting part = open.get(key);
        if (part != null && text != null && !text.isEmpty()) tell(part, new Step.More(text), out);
    }

    void signed(Object key, String signature, Consumer<Step> out) {
        Waiting part = open.get(key);
        if (part != null) tell(part, new Step.Signed(signature), out);
    }

    void close(Object key, Consumer<Step> out) {
        Waiting part = open.remove(key);
        if (part == null) return;
        tell(part, new Step.Closed(), out);
        part.closed = true;
        while (!order.isEmpty() && order.getFirst().closed) {
            order.removeFirst();
            if (!order.isEmpty()) flush(order.getFirst(), out);
        }
    }

    /** Closes all, in their order. */
    void closeAll(Consumer<Step> out) {
        while (!order.isEmpty()) close(order.getFirst().key, out);
    }

    private void tell(Waiting part, Step step, Consumer<Step> out) {
        if (order.getFirst() == part) out.accept(step);
        else part.steps.add(step);
    }

    private static void flush(Waiting part, Consumer<Step> out) {
        part.steps.forEach(out);
        part.steps.clear();
    }
}
