package dev.keypool.metering;

import dev.keypool.values.Money;
import java.time.Instant;
import java.util.List;

/**
 * What is known of an agent from before this process. Immutable.
 *
 * @param recentSends moments of its requests of the last 61 s, in any order
 * @param requestsToday its requests since 00:00 UTC of {@code asOf}
 * @param spentThisMonth since the first of the UTC month: costs, and what is held for unknown ones
 */
public record AgentPast(
        String agent, Instant asOf, List<Instant> recentSends, long requestsToday, Money spentThisMonth) {
    public AgentPast {
        recentSends = List.copyOf(recentSends);
        if (requestsToday < 0)
            throw new IllegalArgumentException("Requests are counted from zero, not " + requestsToday);
    }
}
