package dev.keypool.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is no longer kept, every hour, a few rows at a time with a pause between: a write waits for one small
 * transaction of this at most. A batch that fails ends its sort's turn; the next hour tries again. Confined to its timer.
 */
final class Retention {
    static final Duration FIRST = Duration.ofMinutes(5);
    static final Duration EVERY = Duration.ofHours(1);
    /** 5,000 rows a second at most: five times what a busy node writes. */
    static final Duration PAUSE = Duration.ofMillis(100);
    /** Some milliseconds of the writer. */
    static final int BATCH = 500;

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final List<Sort> sorts;
    private final InstantSource clock;
    private final Timer timer;
    private long gone;

    /** Deletes at most {@code most} of what is older, oldest first; says how many: fewer when none is left. */
    @FunctionalInterface
    interface Forgetting {
        int forget(Instant before, int most);
    }

    /** One sort of history and how long it is kept. */
    record Sort(String name, Duration kept, Forgetting forgetting) {}

    /** Runs something later, one thing after another. */
    @FunctionalInterface
    interface Timer {
        void after(Duration wait, Runnable task);
    }

    Retention(List<Sort> sorts, InstantSource clock, Timer timer) {
        this.sorts = List.copyOf(sorts);
        this.clock = clock;
        this.timer = timer;
    }

    void start() {
        timer.after(FIRST, () -> step(0));
    }

    /** One batch of one sort; then, after a pause, the next. */
    private void step(int turn) {
        if (turn == sorts.size()) {
            timer.after(EVERY, () -> step(0));
            return;
        }
        Sort sort = sorts.get(turn);
        boolean more = batch(sort) == BATCH;
        if (!more) told(sort);
        timer.after(PAUSE, () -> step(more ? turn : turn + 1));
    }

    private int batch(Sort sort) {
        try {
            int batch = sort.forgetting().forget(clock.instant().minus(sort.kept()), BATCH);
            gone += batch;
            return batch;
        } catch (RuntimeException fault) {
            LOG.warn("Old {} could not be deleted; the next try is in an hour: {}", sort.name(), fault.getMessage());
            return 0;
        }
    }

    private void told(Sort sort) {
        if (gone > 0)
            LOG.info(
                    "deleted {} {} older than {} days",
                    gone,
                    sort.name(),
                    sort.kept().toDays());
        gone = 0;
    }
}
