package dev.keypool.gateway;

import dev.keypool.ledger.Course;
import dev.keypool.ledger.Row;
import dev.keypool.ledger.Trace;
import dev.keypool.ledger.TraceQuestion;
import dev.keypool.values.Caller;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /traces} is asked for. Immutable.
 *
 * @param before a trace's id, null for the newest page
 * @param limit most items of the page
 */
record TraceFilter(TraceQuestion question, @Nullable String before, int limit) {
    private static final List<String> KNOWN = List.of(
            "agent_id",
            "client_id",
            "model",
            "provider",
            "integration_id",
            "status",
            "surface",
            "from",
            "to",
            "min_latency_ms",
            "min_cost_usd",
            "limit",
            "before");

    private static final Map<String, Trace.Status> STATUSES = Stream.of(Trace.Status.values())
            .collect(Collectors.toMap(status -> status.name().toLowerCase(Locale.ROOT), Function.identity()));
    private static final Map<String, String> SURFACES =
            Course.SURFACES.stream().collect(Collectors.toMap(Function.identity(), Function.identity()));

    private static final long STANDARD_LIMIT = 50;
    private static final Duration STANDARD_RANGE = Duration.ofDays(1);
    /** All of it may have to be read to find little. */
    private static final Duration LONGEST_RANGE = Duration.ofDays(31);
    /** Clocks step back now and then; nothing is to be hidden for that. */
    private static final Duration AHEAD = Duration.ofMinutes(1);

    /** Reads it from a query; what is wrong with it is a 400. */
    static TraceFilter of(@Nullable String text, Caller caller, Instant now) {
        StrictQuery query = StrictQuery.of(text, KNOWN);
        Instant to = query.moment("to");
        if (to == null) to = now.plus(AHEAD);
        Instant from = query.moment("from");
        if (from == null) from = (query.moment("to") == null ? now : to).minus(STANDARD_RANGE);
        range(from, to);
        Long limit = query.whole("limit", 1, 200);
        var question = new TraceQuestion(caller.brand(), only(caller), from, to, filter(query));
        return new TraceFilter(question, query.text("before"), Math.toIntExact(limit == null ? STANDARD_LIMIT : limit));
    }

    /** Whose traces alone a caller may see: an agent its own, a client all of its brand. */
    static Row.@Nullable Asker only(Caller caller) {
        return caller.kind() == Caller.Kind.AGENT ? Row.Asker.of(caller) : null;
    }

    private static void range(Instant from, Instant to) {
        if (!from.isBefore(to)) throw StrictQuery.invalid("from", "from must be earlier than to.");
        if (Duration.between(from, to).compareTo(LONGEST_RANGE.plus(AHEAD)) > 0)
            throw StrictQuery.invalid("from", "from and to are more than 31 days apart. Ask for a shorter time.");
    }

    /** What the requests must be like; what is wrong with it is a 400. */
    static TraceQuestion.Filter filter(StrictQuery query) {
        Long integration = query.whole("integration_id", 1, Long.MAX_VALUE);
        Long latency = query.whole("min_latency_ms", 0, 86_400_000);
        BigDecimal cost = query.amount("min_cost_usd");
        return new TraceQuestion.Filter(
                asker(query),
                query.text("model"),
                query.text("provider"),
                integration == null ? null : new IntegrationId(integration),
                query.word("status", STATUSES).orElse(null),
                query.word("surface", SURFACES).orElse(null),
                latency == null ? null : (Long) (latency * 1_000),
                cost == null ? null : Money.of(cost));
    }

    private static Row.@Nullable Asker asker(StrictQuery query) {
        String agent = query.text("agent_id");
        String client = query.text("client_id");
        if (agent != null && client != null)
            throw StrictQuery.invalid("client_id", "A request has one caller: send agent_id or client_id, not both.");
        if (agent != null) return new Row.Asker("agent", agent);
        return client == null ? null : new Row.Asker("client", client);
    }
}
