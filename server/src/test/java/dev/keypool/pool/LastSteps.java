package dev.keypool.pool;

import dev.keypool.values.IntegrationId;
import java.util.ArrayDeque;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What happened last in a simulation, put into words only when something goes wrong. Confined to its test. */
final class LastSteps {
    private static final int KEPT = 40;

    private record Note(
            long at,
            String what,
            @Nullable IntegrationId key,
            @Nullable Object detail) {
        @Override
        public String toString() {
            return at + " ms: " + what + " " + (key == null ? "" : key.value()) + " " + detail;
        }
    }

    private final long seed;
    private final long start;
    private final ArrayDeque<Note> notes = new ArrayDeque<>(KEPT);

    LastSteps(long seed, long start) {
        this.seed = seed;
        this.start = start;
    }

    void note(long at, String what, @Nullable IntegrationId key, @Nullable Object detail) {
        if (notes.size() == KEPT) notes.removeFirst();
        notes.addLast(new Note(at - start, what, key, detail));
    }

    /** All that is needed to see the fault again. */
    AssertionError broken(long at, String what) {
        return new AssertionError("Seed " + seed + ", " + (at - start) + " ms after the start: " + what
                + "\nThe last steps:\n  " + notes.stream().map(Note::toString).collect(Collectors.joining("\n  ")));
    }
}
