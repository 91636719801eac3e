package dev.keypool.integrations;

import dev.keypool.http.Call;
import dev.keypool.pool.Health;
import dev.keypool.values.Refusal;
import dev.keypool.values.Refusal.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a list asks for. Immutable.
 *
 * @param limit 1 to 100
 * @param offset 0 or more
 */
record ListQuery(
        @Nullable String provider,
        @Nullable Health health,
        @Nullable Boolean active,
        int limit,
        int offset) {
    private static final int LIMIT = 50;
    private static final int LIMIT_MAX = 100;
    private static final Map<String, Health> HEALTHS = Map.of(
            Health.HEALTHY.wire(), Health.HEALTHY,
            Health.DEGRADED.wire(), Health.DEGRADED,
            Health.UNHEALTHY.wire(), Health.UNHEALTHY);
    private static final Map<String, Boolean> BOOLEANS = Map.of("true", true, "false", false);

    static ListQuery of(Call call) {
        List<Fault> faults = new ArrayList<>();
        var query = new ListQuery(
                call.query().get("provider_name"),
                choice(call, "health_status", HEALTHS, "healthy, degraded or unhealthy", faults),
                choice(call, "is_active", BOOLEANS, "true or false", faults),
                number(call, "limit", 1, LIMIT_MAX, LIMIT, faults),
                number(call, "offset", 0, Integer.MAX_VALUE, 0, faults));
        if (!faults.isEmpty()) throw Refusal.invalid(faults);
        return query;
    }

    /** Whether the row itself fits; health is live and asked of the pool. */
    Predicate<HeldKey> rows() {
        return key -> (provider == null || provider.equals(key.row().provider()))
                && (active == null || active == key.row().settings().active());
    }

    Predicate<LiveKey> healths() {
        return live -> health == null || live.view().standing().health() == health;
    }

    private static <T> @Nullable T choice(
            Call call, String name, Map<String, T> choices, String expected, List<Fault> faults) {
        String sent = call.query().get(name);
        if (sent == null) return null;
        T chosen = choices.get(sent);
        if (chosen == null) {
            String shown = Echo.quoted(sent.toLowerCase(Locale.ROOT));
            faults.add(new Fault(
                    List.of("query", name),
                    name + " must be " + expected + ". " + shown + " is none of them.",
                    "enum"));
        }
        return chosen;
    }

    private static int number(Call call, String name, int least, int most, int otherwise, List<Fault> faults) {
        String sent = call.query().get(name);
        if (sent == null) return otherwise;
        if (sent.matches("[0-9]{1,10}")) {
            long value = Long.parseLong(sent);
            if (value >= least && value <= most) return (int) value;
        }
        String range = most == Integer.MAX_VALUE ? "of " + least + " or more" : "from " + least + " to " + most;
        faults.add(new Fault(List.of("query", name), name + " must be a whole number " + range + ".", "integer"));
        return otherwise;
    }
}
