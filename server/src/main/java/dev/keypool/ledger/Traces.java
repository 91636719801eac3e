package dev.keypool.ledger;

import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests with their attempts, as the ledger has them. Thread-safe; blocks its caller. */
public final class Traces {
    private final Database database;
    private final TraceTable table = new TraceTable();

    Traces(Database database) {
        this.database = database;
    }

    /**
     * A page of requests, the one whose last attempt began latest first.
     *
     * @param before a request as {@link #find} gave it: only older ones; null for the newest
     */
    public List<Trace> page(TraceQuestion question, @Nullable Trace before, int limit) {
        Row last = before == null ? null : before.last();
        return database.read(handle -> table.page(handle, question, last, limit));
    }

    /**
     * One request; of several with that id, the latest.
     *
     * @param only whose alone may be shown, null for the whole brand
     */
    public Optional<Trace> find(BrandId brand, Row.@Nullable Asker only, String id) {
        return database.<Optional<Trace>>read(handle -> table.find(handle, brand, only, id));
    }

    /**
     * Rows in the order in which they were committed.
     *
     * @param after as {@link Traces#newest} told it once: what came later
     * @param upTo as it told it later: and not after that
     */
    public record Stretch(long after, long upTo) {}

    /** How far the ledger has come, for {@link #written}. Numbers grow with each row; they begin anew when all rows were deleted. */
    public long newest() {
        return database.read(table::newest);
    }

    /** Requests whose last attempt was committed within that stretch, the latest first. */
    public List<Trace> written(TraceQuestion question, Stretch stretch, int limit) {
        return database.read(handle -> table.written(handle, question, stretch, limit));
    }

    /** All requests of that question together, at most 100,000. */
    public TraceSummary summary(TraceQuestion question) {
        return database.read(handle -> table.summary(handle, question));
    }
}
