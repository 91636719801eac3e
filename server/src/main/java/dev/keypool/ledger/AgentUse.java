package dev.keypool.ledger;

import java.time.Instant;
import java.util.List;

/**
 * What the ledger knows of one agent's use, to rebuild its counters at start.
 *
 * @param agent public id
 * @param requestsToday requests of which anything was sent since 00:00 UTC
 * @param recentSends when its requests of the last 61 s were first sent, oldest first
 * @param spentThisMonthNanos what counts as spent in this UTC month, nano-dollars: known costs, and what is held for unknown ones
 */
public record AgentUse(String agent, long requestsToday, List<Instant> recentSends, long spentThisMonthNanos) {
    public AgentUse {
        recentSends = List.copyOf(recentSends);
    }
}
