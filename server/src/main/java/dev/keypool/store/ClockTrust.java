package dev.keypool.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Whether the clock may be believed by something that cannot be undone. A clock more than a day ahead of where it was last
 * believed has jumped, or the process was down for long: nobody can tell. It is believed again when it has gone on from
 * there for a day, with no gap of more than a day; then whoever runs this had the time to set it right. It may go back
 * at any time: that deletes nothing. Outlives the process. Thread-safe; blocks its caller.
 */
public final class ClockTrust {
    private static final Duration DAY = Duration.ofDays(1);

    private final Database database;

    public ClockTrust(Database database) {
        this.database = database;
    }

    /** What the clock shows is to be believed, or doubted since a moment of its own time. */
    public sealed interface Verdict {
        record Believed() implements Verdict {}

        /**
         * @param believed the last time that was believed
         * @param since when it was first seen so far ahead
         */
        record Doubted(Instant believed, Instant since) implements Verdict {}
    }

    /** @param doubted null while all is well */
    record Seen(Instant trusted, @Nullable Instant doubted, Instant last) {
        /** The next look at the clock. Pure. */
        Seen at(Instant now) {
            if (!now.isAfter(trusted.plus(DAY))) return new Seen(now, null, now);
            boolean goesOn = doubted != null && !now.isBefore(last) && !now.isAfter(last.plus(DAY));
            Instant since = goesOn && doubted != null ? doubted : now;
            return now.isBefore(since.plus(DAY)) ? new Seen(trusted, since, now) : new Seen(now, null, now);
        }
    }

    /** To be asked some times a day. The very first time is believed: there is nothing to lose yet. */
    public Verdict look(Instant now) {
        Seen seen = database.<Seen>write(handle -> {
            Seen next = read(handle).orElse(new Seen(now, null, now)).at(now);
            write(handle, next);
            return next;
        });
        Instant since = seen.doubted();
        return since == null ? new Verdict.Believed() : new Verdict.Doubted(seen.trusted(), since);
    }

    private static Optional<Seen> read(Handle handle) {
        return handle.select("SELECT trusted_ms, doubted_ms, seen_ms FROM clock_trust WHERE id = 1")
                .map((row, _) -> {
                    long doubted = row.getLong(2);
                    Instant since = row.wasNull() ? null : Instant.ofEpochMilli(doubted);
                    return new Seen(Instant.ofEpochMilli(row.getLong(1)), since, Instant.ofEpochMilli(row.getLong(3)));
                })
                .findOne();
    }

    private static void write(Handle handle, Seen seen) {
        Instant since = seen.doubted();
        handle.createUpdate("""
                        INSERT INTO clock_trust (id, trusted_ms, doubted_ms, seen_ms) VALUES (1, :trusted, :doubted, :seen)
                        ON CONFLICT (id) DO UPDATE SET trusted_ms = excluded.trusted_ms,
                            doubted_ms = excluded.doubted_ms, seen_ms = excluded.seen_ms""")
                .bind("trusted", seen.trusted().toEpochMilli())
                .bind("doubted", since == null ? null : (Long) since.toEpochMilli())
                .bind("seen", seen.last().toEpochMilli())
                .execute();
    }
}
