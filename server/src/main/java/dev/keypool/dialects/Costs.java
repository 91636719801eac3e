package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.values.Money;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A provider's own price in its usage: OpenRouter's {@code cost}, Perplexity's {@code cost.total_cost}, DeepInfra's
 * {@code estimated_cost} in dollars, xAI's {@code cost_in_usd_ticks} of 10⁻¹⁰ dollar.
 */
final class Costs {
    private static final int TICK_SCALE = 10;
    /** More digits than any real price has: what is beyond is no price. */
    private static final int MOST_DIGITS = 40;

    private Costs() {}

    /** Of an answer or an event; null when it names none. */
    static @Nullable Money of(JsonNode body) {
        JsonNode usage = body.path("usage");
        if (!usage.isObject()) usage = body.path("response").path("usage");
        JsonNode cost = usage.path("cost");
        if (cost.isObject()) cost = cost.path("total_cost");
        if (!cost.isNumber()) cost = usage.path("estimated_cost");
        return cost.isNumber() ? money(cost.decimalValue(), 0) : ticks(usage.path("cost_in_usd_ticks"));
    }

    private static @Nullable Money ticks(JsonNode ticks) {
        return ticks.isNumber() ? money(ticks.decimalValue(), TICK_SCALE) : null;
    }

    private static @Nullable Money money(BigDecimal amount, int scale) {
        boolean sensible = amount.signum() >= 0
                && amount.precision() <= MOST_DIGITS
                && Math.abs((long) amount.scale()) <= MOST_DIGITS
                && amount.precision() - amount.scale() - scale <= 9;
        return sensible ? Money.of(amount.movePointLeft(scale)) : null;
    }
}
