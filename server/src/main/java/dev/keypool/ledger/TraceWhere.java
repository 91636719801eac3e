package dev.keypool.ledger;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Where {@code attempt a} is looked for: the last attempts of the requests that are asked for. Whatever a caller wrote is bound,
 * never text of the statement. Confined to its query.
 */
final class TraceWhere {
    private static final String RANGE = "a.brand = :brand AND a.booked_at_us >= :from AND a.booked_at_us < :to";

    /** A request is one by its id and its caller. */
    private static final String SAME =
            "b.brand = a.brand AND b.request_id = nullif(a.request_id, '') AND b.caller_kind = a.caller_kind"
                    + " AND b.caller_id = a.caller_id";

    /** All attempts of the request. Named too: else all that its caller ever sent may be read for each. */
    private static final String OF_IT = "FROM attempt b INDEXED BY attempt_of_request WHERE " + SAME;

    private static final String LAST = "NOT EXISTS (SELECT 1 " + OF_IT
            + " AND b.leased_at_us >= a.leased_at_us AND (b.leased_at_us, coalesce(b.leased_us, 0), b.attempt_id)"
            + " > (a.leased_at_us, coalesce(a.leased_us, 0), a.attempt_id))";

    /** A cheap question first: most requests have one attempt, which cost too little. */
    private static final String DEAR =
            "(coalesce(a.cost_nanos, 0) >= :cost OR EXISTS (SELECT 1 " + OF_IT + " AND b.rowid <> a.rowid))";

    private final StringJoiner conditions = new StringJoiner(" AND ");
    private final Map<String, Object> values = new LinkedHashMap<>();
    /** By which index; named, since without statistics SQLite reads all of a brand to find one caller's. */
    private final String by;

    /** @param before only what is older than that attempt, null for all */
    static TraceWhere before(@Nullable Row before, TraceQuestion question) {
        boolean all = question.only() == null && question.filter().asker() == null;
        var where = new TraceWhere(question, all ? "INDEXED BY attempt_of_brand" : "INDEXED BY attempt_of_caller");
        if (before != null) where.before(before);
        return where;
    }

    /** Only what was committed within that stretch: found by the rows' own order, whose end is short. */
    static TraceWhere within(Traces.Stretch stretch, TraceQuestion question) {
        var where = new TraceWhere(question, "NOT INDEXED");
        where.add("a.rowid > :after", "after", stretch.after());
        where.add("a.rowid <= :upTo", "upTo", stretch.upTo());
        return where;
    }

    private TraceWhere(TraceQuestion question, String by) {
        this.by = by;
        add(RANGE, "brand", question.brand().value());
        values.put("from", Micros.of(question.from()));
        values.put("to", Micros.of(question.to()));
        TraceQuestion.Filter filter = question.filter();
        asker("only", question.only());
        asker("asker", filter.asker());
        if (filter.surface() != null) add("a.surface = :surface", "surface", filter.surface());
        if (filter.model() != null)
            add(
                    "(a.asked_model = :model OR a.served_model = :model OR a.target_model = :model)",
                    "model",
                    filter.model());
        if (filter.status() != null) conditions.add(status(filter.status()));
        if (filter.leastMicros() != null)
            add("coalesce(a.leased_us, 0) + a.total_us >= :least", "least", filter.leastMicros());
        if (filter.leastCost() != null) add(DEAR, "cost", filter.leastCost().nanos());
        conditions.add(LAST);
        overAttempts(filter);
    }

    /** From the table on, up to the order. */
    String sql() {
        return "FROM attempt a " + by + " WHERE " + conditions;
    }

    Query bind(Query query) {
        values.forEach((name, value) -> query.bindByType(name, value, value.getClass()));
        return query;
    }

    private void before(Row row) {
        add("(a.booked_at_us, a.attempt_id) < (:at, :id)", "at", Micros.of(row.bookedAt()));
        values.put(
                "id",
                ByteBuffer.allocate(16)
                        .putLong(row.attemptId().getMostSignificantBits())
                        .putLong(row.attemptId().getLeastSignificantBits())
                        .array());
    }

    private void asker(String name, Row.@Nullable Asker asker) {
        if (asker == null) return;
        add("a.caller_id = :" + name, name, asker.id());
        add("a.caller_kind = :" + name + "Kind", name + "Kind", asker.kind());
    }

    /** What any attempt of the request may answer; looked at last, since it reads them. */
    private void overAttempts(TraceQuestion.Filter filter) {
        if (filter.provider() != null) add(any("provider"), "provider", filter.provider());
        if (filter.integration() != null)
            add(any("integration"), "integration", filter.integration().value());
        if (filter.leastCost() != null)
            conditions.add("coalesce((SELECT sum(b.cost_nanos) " + OF_IT + "), a.cost_nanos, 0) >= :cost");
    }

    private static String any(String column) {
        return "(a." + column + " = :" + column + " OR EXISTS (SELECT 1 " + OF_IT + " AND b." + column + " = :" + column
                + "))";
    }

    private static String status(Trace.Status status) {
        return switch (status) {
            case SUCCESS -> "a.result = 'ok'";
            case ABORTED -> "a.result = 'aborted'";
            case ERROR -> "a.result NOT IN ('ok', 'aborted')";
        };
    }

    private void add(String condition, String name, Object value) {
        conditions.add(condition);
        values.put(name, value);
    }
}
