package dev.keypool.sandbox;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last ids seen, bounded. Confined: guarded by its {@link KeyBook}. */
final class Recent {
    private static final int MOST = 100_000;
    private final ArrayDeque<String> ids = new ArrayDeque<>();

    void add(@Nullable String id) {
        if (id == null) {
            return;
        }
        if (ids.size() == MOST) {
            ids.removeFirst();
        }
        ids.addLast(id);
    }

    /** The last {@code count}, oldest first. */
    List<String> last(int count) {
        return ids.stream().skip(Math.max(0, ids.size() - count)).toList();
    }
}
