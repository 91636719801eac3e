package dev.keypool.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.http.Json;
import dev.keypool.ledger.Row;
import dev.keypool.ledger.Trace;
import dev.keypool.ledger.TraceQuestion;
import dev.keypool.ledger.Traces;
import dev.keypool.ledger.UsageQuestion;
import dev.keypool.values.Caller;
import dev.keypool.values.Refusal;
import dev.keypool.values.Scope;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /traces}, {@code /traces/{id}} and {@code /usage}: what the ledger knows of the caller's brand, or of an agent's own
 * requests. Thread-safe; called on event loops, reads on threads of its own: few, so that the database has readers left.
 */
final class ReportPages {
    private static final Logger LOG = LoggerFactory.getLogger(ReportPages.class);
    private static final int READERS = 2;
    private static final int MOST_WAITING = 64;

    private static final GatewayError BUSY = new GatewayError(
            503,
            "service_unavailable_error",
            "reports_busy",
            "Too many reports are being read. Try again in 2 s.",
            null,
            2L,
            null);

    private static final GatewayError AWAY = new GatewayError(
            503,
            "service_unavailable_error",
            "unavailable",
            "The ledger cannot be read now. Try again in 1 s.",
            null,
            1L,
            null);

    private final GatewayParts parts;
    private final Door door;
    private final Traces traces;
    private final UsagePage usage;
    private final WorkerExecutor readers;
    private final AtomicInteger waiting = new AtomicInteger();

    ReportPages(GatewayParts parts, Door door) {
        this.parts = parts;
        this.door = door;
        this.traces = parts.ledger().traces();
        this.usage = new UsagePage(
                parts.ledger(), parts.catalogue(), parts.witnesses().names());
        this.readers = parts.vertx().createSharedWorkerExecutor("keypool-reports", READERS);
    }

    void traces(HttpServerRequest request, Reply reply) {
        Caller caller = door.admit(request, Scope.GATE_USAGE);
        TraceFilter filter =
                TraceFilter.of(request.query(), caller, parts.clock().instant());
        answer(reply, () -> Json.bytes(page(filter)));
    }

    /** @param id as the path has it */
    void trace(HttpServerRequest request, Reply reply, String id) {
        Caller caller = door.admit(request, Scope.GATE_USAGE);
        StrictQuery.of(request.query(), List.of());
        answer(reply, () -> Json.bytes(detail(caller, id)));
    }

    void usage(HttpServerRequest request, Reply reply) {
        Caller caller = door.admit(request, Scope.GATE_USAGE);
        UsageQuestion question =
                UsagePage.question(request.query(), caller, parts.clock().instant());
        answer(reply, () -> Json.bytes(flat(usage.page(question))));
    }

    private TraceView.Page page(TraceFilter filter) {
        TraceQuestion question = filter.question();
        // One more than asked for tells whether there are more.
        List<Trace> found = traces.page(question, before(filter), filter.limit() + 1);
        boolean more = found.size() > filter.limit();
        var labels = TraceView.Labels.of(question.brand(), parts.witnesses().names());
        List<TraceView.Item> items = found.stream()
                .limit(filter.limit())
                .map(trace -> TraceView.item(trace, labels))
                .toList();
        return new TraceView.Page(
                "list",
                items,
                more,
                items.isEmpty() ? null : items.getFirst().id(),
                items.isEmpty() ? null : items.getLast().id(),
                TraceView.summary(traces.summary(question), question.from(), question.to()));
    }

    private @Nullable Trace before(TraceFilter filter) {
        String id = filter.before();
        if (id == null) return null;
        return traces.find(filter.question().brand(), filter.question().only(), id)
                .orElseThrow(() -> StrictQuery.invalid(
                        "before", "before names no trace. Send the last_id of the page before, or leave it out."));
    }

    private ObjectNode detail(Caller caller, String id) {
        Row.Asker only = TraceFilter.only(caller);
        Trace trace = traces.find(caller.brand(), only, id)
                .orElseThrow(() -> unknown(id).raised());
        var labels = TraceView.Labels.of(caller.brand(), parts.witnesses().names());
        List<AttemptView> attempts = new ArrayList<>();
        for (Row row : trace.attempts())
            attempts.add(AttemptView.of(attempts.size() + 1, row, trace.startedAt(), labels.key(row)));
        ObjectNode shown = (ObjectNode) Json.tree(TraceView.item(trace, labels));
        shown.set("attempts", Json.tree(attempts));
        shown.set(
                "content",
                Json.tree(parts.witnesses()
                        .capture()
                        .find(caller.brand(), trace.last().asker(), trace.id())
                        .orElse(null)));
        return shown;
    }

    private static GatewayError unknown(String id) {
        return new GatewayError(
                404,
                GatewayError.INVALID,
                "trace_not_found",
                "There is no trace '" + (id.length() <= 128 ? id : id.substring(0, 128) + "…")
                        + "'. Its id is the X-Request-Id of the answer; rows are kept for a time only.",
                "id",
                null,
                null);
    }

    /** A line's sums beside its key, not below it. */
    private static ObjectNode flat(UsagePage.Page page) {
        ObjectNode shown = (ObjectNode) Json.tree(page);
        for (var line : (ArrayNode) shown.get("data")) {
            ObjectNode object = (ObjectNode) line;
            object.setAll((ObjectNode) object.remove("sums"));
        }
        return shown;
    }

    private void answer(Reply reply, Callable<byte[]> reading) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            throw BUSY.raised();
        }
        readers.executeBlocking(reading, false).onComplete(read -> {
            waiting.decrementAndGet();
            if (read.succeeded()) reply.json(200, read.result());
            else reply.error(error(read.cause()));
        });
    }

    private static GatewayError error(Throwable fault) {
        if (fault instanceof GatewayError.Raised raised) return raised.error();
        if (fault instanceof Refusal refusal && refusal.kind() == Refusal.Kind.UNAVAILABLE) return AWAY;
        LOG.error("A report could not be read", fault);
        return GatewayError.internal();
    }
}
