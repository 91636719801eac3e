package dev.keypool.app;

import dev.keypool.store.ClockTrust.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is no longer kept, every hour, a few rows at a time with a pause between: a write waits for one small
 * transaction of this at most. A batch that fails ends its sort's turn; the next hour tries again. Nothing is deleted while the
 * clock is not to be believed, since what a wrong one deletes does not come back. Confined to its timer.
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
    private final Function<Instant, Verdict> trust;
    private final InstantSource clock;
    private final Timer timer;
    private Instant now = Instant.EPOCH;
    private @Nullable Instant doubted;
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

    /** @param trust whether the clock may be believed, such as {@code ClockTrust::look}; asked once an hour */
    Retention(List<Sort> sorts, Function<Instant, Verdict> trust, InstantSource clock, Timer timer) {
        this.sorts = List.copyOf(sorts);
        this.trust = trust;
        this.clock = clock;
        this.timer = timer;
    }

    void start() {
        timer.after(FIRST, this::round);
    }

    /** All of a round goes by one look at the clock: it may jump in between. */
    private void round() {
        now = clock.instant();
        if (believed()) step(0);
        else timer.after(EVERY, this::round);
    }

    private boolean believed() {
        try {
            return switch (trust.apply(now)) {
                case Verdict.Believed() -> {
                    doubted = null;
                    yield true;
                }
                case Verdict.Doubted(var before, var since) -> {
                    doubt(before, since);
                    yield false;
                }
            };
        } catch (RuntimeException fault) {
            LOG.warn("Old rows could not be deleted; the next try is in an hour: {}", fault.getMessage());
            return false;
        }
    }

    /** Told once for each jump. */
    private void doubt(Instant before, Instant since) {
        if (since.equals(doubted)) return;
        doubted = since;
        LOG.warn(
                "The clock shows {}, more than a day after {}, when it was last looked at. Nothing old is deleted before it has"
                        + " gone on from {} for a day: if it is wrong, set it right until then.",
                now,
                before,
                since);
    }

    /** One batch of one sort; then, after a pause, the next. */
    private void step(int turn) {
        if (turn == sorts.size()) {
            timer.after(EVERY, this::round);
            return;
        }
        Sort sort = sorts.get(turn);
        boolean more = batch(sort) == BATCH;
        if (!more) told(sort);
        timer.after(PAUSE, () -> step(more ? turn : turn + 1));
    }

    private int batch(Sort sort) {
        try {
            int batch = sort.forgetting().forget(now.minus(sort.kept()), BATCH);
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
