package dev.keypool.ledger;

import dev.keypool.values.BrandId;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Reads requests out of the table {@code attempt}. Thread-safe: no state. */
final class TraceTable {
    /** A caller may give all his requests one id: no more of it than this is read. */
    private static final int MOST_ATTEMPTS = 100;

    private static final String OF_REQUEST = """
            SELECT * FROM attempt WHERE brand = :brand AND request_id = nullif(:id, '')
                AND (:kind IS NULL OR caller_kind = :kind AND caller_id = :caller)
            ORDER BY leased_at_us DESC, coalesce(leased_us, 0) DESC, attempt_id DESC LIMIT :most""";

    /** The last attempt of each request, beside every other one of it. */
    private static final String SUMMED = """
            SELECT m.id, m.result, m.took, m.sent, m.cost_nanos, c.sent, c.cost_nanos, c.rowid FROM
                (SELECT a.rowid AS id, a.brand, a.request_id, a.caller_kind, a.caller_id, a.result, a.sent, a.cost_nanos,
                    coalesce(a.leased_us, 0) + a.total_us AS took
                <from> ORDER BY a.booked_at_us DESC LIMIT :most) AS m
            LEFT JOIN attempt c INDEXED BY attempt_of_request ON c.brand = m.brand AND c.request_id = nullif(m.request_id, '')
                AND c.caller_kind = m.caller_kind AND c.caller_id = m.caller_id AND c.rowid <> m.id""";

    /** The requests whose last attempts come first, newest first. */
    List<Trace> page(Handle handle, TraceQuestion question, @Nullable Row before, int limit) {
        return found(handle, TraceWhere.before(before, question), "a.booked_at_us DESC, a.attempt_id DESC", limit);
    }

    /** The requests whose last attempts were committed within that stretch, the latest first. */
    List<Trace> written(Handle handle, TraceQuestion question, Traces.Stretch stretch, int limit) {
        return found(handle, TraceWhere.within(stretch, question), "a.rowid DESC", limit);
    }

    long newest(Handle handle) {
        return handle.createQuery("SELECT coalesce(max(rowid), 0) FROM attempt")
                .mapTo(Long.class)
                .one();
    }

    private static List<Trace> found(Handle handle, TraceWhere where, String order, int limit) {
        Query query = handle.createQuery("SELECT a.* " + where.sql() + " ORDER BY " + order + " LIMIT :page")
                .bind("page", limit);
        List<Row> last = where.bind(query).map((row, _) -> RowReader.read(row)).list();
        return last.stream().map(row -> whole(handle, row)).toList();
    }

    /** The request of that id whose attempt is the latest. */
    Optional<Trace> find(Handle handle, BrandId brand, Row.@Nullable Asker only, String id) {
        List<Row> newest = attempts(handle, brand, only, id, 1);
        if (!newest.isEmpty()) return Optional.of(whole(handle, newest.getFirst()));
        return nameless(handle, brand, only, id).map(row -> whole(handle, row));
    }

    TraceSummary summary(Handle handle, TraceQuestion question) {
        var where = TraceWhere.before(null, question);
        Query query = handle.createQuery(summed(where)).bind("most", TraceFold.MOST + 1);
        return where.bind(query).scanResultSet((rows, _) -> folded(rows.get()));
    }

    static String summed(TraceWhere where) {
        return SUMMED.replace("<from>", where.sql());
    }

    private static TraceSummary folded(ResultSet row) throws SQLException {
        var fold = new TraceFold();
        for (long last = 0; row.next(); last = row.getLong(1)) {
            if (row.getLong(1) != last) {
                if (!fold.request(row.getString(2), row.getLong(3))) break;
                fold.attempt(cost(row, 4));
            }
            // Null when the request had no other attempt.
            if (row.getObject(8) != null) fold.attempt(cost(row, 6));
        }
        return fold.summary();
    }

    private static Cost cost(ResultSet row, int sent) throws SQLException {
        long nanos = row.getLong(sent + 1);
        return Row.costs(row.wasNull() ? null : (Long) nanos, row.getBoolean(sent));
    }

    private static Trace whole(Handle handle, Row last) {
        if (last.requestId().isEmpty()) return new Trace(last.attemptId().toString(), List.of(last));
        List<Row> latestFirst = attempts(handle, last.brand(), last.asker(), last.requestId(), MOST_ATTEMPTS);
        return new Trace(last.requestId(), latestFirst.reversed());
    }

    private static List<Row> attempts(Handle handle, BrandId brand, Row.@Nullable Asker only, String id, int most) {
        return handle.createQuery(OF_REQUEST)
                .bind("brand", brand.value())
                .bind("id", id)
                .bind("kind", only == null ? null : only.kind())
                .bind("caller", only == null ? null : only.id())
                .bind("most", most)
                .map((row, _) -> RowReader.read(row))
                .list();
    }

    /** An attempt whose request nobody knows any more, since its process died; so nobody knows who asked either. */
    private static Optional<Row> nameless(Handle handle, BrandId brand, Row.@Nullable Asker only, String id) {
        if (only != null || !id.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) return Optional.empty();
        UUID attempt = UUID.fromString(id);
        byte[] key = ByteBuffer.allocate(16)
                .putLong(attempt.getMostSignificantBits())
                .putLong(attempt.getLeastSignificantBits())
                .array();
        return handle.select(
                        "SELECT * FROM attempt WHERE attempt_id = ? AND brand = ? AND request_id = ''",
                        key,
                        brand.value())
                .map((row, _) -> RowReader.read(row))
                .findOne();
    }
}
