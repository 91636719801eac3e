package dev.keypool.ledger;

import dev.keypool.values.BrandId;
import dev.keypool.values.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** Asks what agents used. Thread-safe: no state. */
final class AgentReader {
    /** One second more than the window of the minute limit, which moves in steps of a second. */
    private static final Duration RECENT = Duration.ofSeconds(61);

    private record Count(String agent, long number) {}

    /** One line per agent that was used in the month of {@code now}, in the order of their ids. The handle must show one snapshot. */
    List<AgentUse> ofAllBrands(Handle handle, Instant now) {
        Map<String, Long> today = sums(handle, "requests", Micros.day(now), Micros.day(now));
        Map<String, Long> held = sums(handle, "held_nanos", Micros.firstDayOfMonth(now), Micros.day(now));
        Map<String, Long> costs = costs(handle, now);
        Map<String, List<Instant>> sends = sends(handle, now.minus(RECENT));
        Set<String> agents = new TreeSet<>(today.keySet());
        agents.addAll(held.keySet());
        agents.addAll(costs.keySet());
        agents.addAll(sends.keySet());
        List<AgentUse> uses = new ArrayList<>(agents.size());
        for (String agent : agents) {
            long spent = saturated(costs.getOrDefault(agent, 0L), held.getOrDefault(agent, 0L));
            uses.add(new AgentUse(agent, today.getOrDefault(agent, 0L), sends.getOrDefault(agent, List.of()), spent));
        }
        return uses;
    }

    private static long saturated(long costs, long held) {
        return costs > Long.MAX_VALUE - held ? Long.MAX_VALUE : costs + held;
    }

    private static Map<String, Long> sums(Handle handle, String column, long from, long to) {
        // A sum in floating point does not overflow, and is exact up to far more than anybody holds.
        return counts(
                handle,
                "SELECT agent, CAST(min(total(" + column + "), 4e18) AS INTEGER) FROM agent_day"
                        + " WHERE day BETWEEN ? AND ? GROUP BY agent",
                from,
                to);
    }

    private static Map<String, Long> costs(Handle handle, Instant now) {
        return counts(handle, """
                SELECT caller_id, sum(cost_nanos) FROM usage_day
                WHERE caller_kind = 'agent' AND day BETWEEN ? AND ? GROUP BY caller_id HAVING sum(cost_nanos) > 0""", Micros.firstDayOfMonth(now), Micros.day(now));
    }

    private static Map<String, Long> counts(Handle handle, String sql, Object... parameters) {
        Map<String, Long> counts = new HashMap<>();
        handle.select(sql, parameters)
                .map((row, _) -> new Count(row.getString(1), row.getLong(2)))
                .forEach(one -> counts.put(one.agent(), one.number()));
        return counts;
    }

    /** The attempts of a request share its id; those of a process that died have none, and count each. */
    private static Map<String, List<Instant>> sends(Handle handle, Instant from) {
        Map<String, List<Instant>> sends = new HashMap<>();
        handle.select("""
                        SELECT attempt.caller_id, min(attempt.booked_at_us)
                        FROM (SELECT DISTINCT brand FROM agent_day WHERE day >= ?) AS used
                        JOIN attempt ON attempt.brand = used.brand AND attempt.booked_at_us >= ?
                        WHERE attempt.sent = 1 AND attempt.caller_kind = 'agent'
                        GROUP BY 1, CASE attempt.request_id WHEN '' THEN hex(attempt.attempt_id) ELSE attempt.request_id END
                        ORDER BY 2""", Micros.day(from), Micros.of(from))
                .map((row, _) -> new Count(row.getString(1), row.getLong(2)))
                .forEach(one -> sends.computeIfAbsent(one.agent(), _ -> new ArrayList<>())
                        .add(Micros.instant(one.number())));
        return sends;
    }

    /** What that agent used in the month of {@code now}, model by model, the dearest first. */
    List<ModelUse> byModel(Handle handle, BrandId brand, String agent, Instant now) {
        return handle.select("""
                        SELECT model, sum(requests), sum(cost_nanos), sum(cost_unknown) FROM usage_day
                        WHERE brand = ? AND day BETWEEN ? AND ? AND caller_kind = 'agent' AND caller_id = ?
                        GROUP BY model HAVING sum(requests) > 0 ORDER BY 3 DESC, 1""", brand.value(), Micros.firstDayOfMonth(now), Micros.day(now), agent)
                .map((row, _) -> new ModelUse(
                        row.getString(1),
                        row.getLong(2),
                        new Cost(new Money(row.getLong(3)), row.getLong(2) - row.getLong(4), row.getLong(4))))
                .list();
    }
}
