package dev.keypool.values;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of the gateway an agent may use. Immutable. Null is no limit.
 *
 * @param rpm requests in any 60 s, at least 1
 * @param rpd requests in a UTC day, at least 1
 * @param budget spend in a UTC calendar month, over zero
 * @param hard true: no request is served that might pass the budget; false: one that does is only told of
 * @param models patterns of what it may ask for, or of {@code provider/model} that serves it
 * @param freeOnly true: only what is known to cost nothing
 */
public record Allowance(
        @Nullable Integer rpm,
        @Nullable Integer rpd,
        @Nullable Money budget,
        boolean hard,
        @Nullable List<String> models,
        boolean freeOnly) {
    /** Everything, without limit. */
    public static final Allowance UNLIMITED = new Allowance(null, null, null, false, null, false);

    public Allowance {
        models = models == null ? null : List.copyOf(models);
        atLeastOne("rpm", rpm);
        atLeastOne("rpd", rpd);
        if (budget != null && budget.nanos() <= 0)
            throw new IllegalArgumentException("A budget is over zero or null, not " + budget.toDecimal());
    }

    /** The amount that no request may pass, null when there is none. */
    public @Nullable Money hardBudget() {
        return hard ? budget : null;
    }

    /** Whether some models are not for this agent. */
    public boolean picksModels() {
        return models != null || freeOnly;
    }

    private static void atLeastOne(String name, @Nullable Integer limit) {
        if (limit != null && limit < 1)
            throw new IllegalArgumentException(name + " is at least 1 or null, not " + limit);
    }
}
