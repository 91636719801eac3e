package dev.keypool.store;

import java.time.Duration;
import java.time.Instant;

/** Turns of jobs that one process at a time does, by its clock. Thread-safe; blocks its caller. */
public final class JobLeases {
    private final Database database;
    private final String holder;

    /** @param holder names this process among all that share the database */
    public JobLeases(Database database, String holder) {
        this.database = database;
        this.holder = holder;
    }

    /**
     * Takes or renews the turn, from {@code now} for {@code length}; true when it is this process's.
     *
     * @param job name, for example {@code billing}
     */
    public boolean take(String job, Instant now, Duration length) {
        return database.<Boolean>write(handle -> handle.createUpdate("""
                        INSERT INTO job_lease (name, holder, until_ms) VALUES (:name, :holder, :until)
                        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until_ms = excluded.until_ms
                        WHERE job_lease.holder = excluded.holder OR job_lease.until_ms <= :now
                        """)
                        .bind("name", job)
                        .bind("holder", holder)
                        .bind("until", now.plus(length).toEpochMilli())
                        .bind("now", now.toEpochMilli())
                        .execute()
                == 1);
    }
}
