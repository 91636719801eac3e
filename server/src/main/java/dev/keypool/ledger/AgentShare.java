package dev.keypool.ledger;

import dev.keypool.values.Money;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt counts for the agent that asked, beyond its row. Immutable.
 *
 * @param agent public id, {@code agt_…}
 * @param counts whether the agent's request counts with this attempt: the first of its attempts that was sent
 * @param held what the agent's budget counts while the cost is unknown, null when nothing
 */
public record AgentShare(
        String agent, boolean counts, @Nullable Money held) {
    /** Whether there is anything to write down. */
    boolean matters() {
        return counts || held != null;
    }
}
