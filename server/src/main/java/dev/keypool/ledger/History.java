package dev.keypool.ledger;

import dev.keypool.store.Database;
import java.time.Instant;
import java.util.Optional;

/** Deletes what is old enough, a few rows at a time, so that no writer waits for it. Thread-safe. */
public final class History {
    private final Database database;
    private final OldRows old = new OldRows();

    History(Database database) {
        this.database = database;
    }

    /**
     * Deletes attempts older than that, the oldest first, in one short transaction; the daily sums over them stay. Blocks.
     *
     * @param most rows at most
     * @return how many went; fewer than {@code most} when no more are left
     */
    public int forgetAttempts(Instant before, int most) {
        return database.<Integer>write(handle -> old.attempts(handle, before, most));
    }

    /** Deletes daily sums of UTC days before that moment's, as {@link #forgetAttempts}. */
    public int forgetDays(Instant before, int most) {
        long day = Micros.day(before);
        int gone = 0;
        for (int done; gone < most; gone += done) {
            // Looked for beside the writer, which has better to do than to go through all brands.
            Optional<Long> brand = database.<Optional<Long>>read(handle -> old.brandWithDays(handle, day));
            if (brand.isEmpty()) return gone;
            int left = most - gone;
            done = database.<Integer>write(handle -> old.days(handle, brand.get(), day, left));
        }
        return gone;
    }
}
