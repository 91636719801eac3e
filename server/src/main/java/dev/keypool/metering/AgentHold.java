package dev.keypool.metering;

import dev.keypool.values.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one attempt reserves of its agent's budget. Ends by {@link #settle} exactly once. Confined to its request. */
public final class AgentHold {
    private final AgentTicket ticket;
    private final long nanos;
    private final boolean hard;
    private boolean sent;
    private boolean first;
    private boolean settled;

    AgentHold(AgentTicket ticket, long nanos, boolean hard) {
        this.ticket = ticket;
        this.nanos = nanos;
        this.hard = hard;
    }

    /** The attempt leaves now. At most once, before {@link #settle}; another call throws. */
    public void sent() {
        if (sent || settled)
            throw new IllegalStateException("An attempt is sent at most once, and before it is settled");
        sent = true;
        first = ticket.firstSent();
    }

    /** Whether the agent's request counts with this attempt: the first of its attempts that was sent. */
    public boolean counts() {
        return first;
    }

    /**
     * What a sent attempt counts as having cost if that never becomes known: under a hard budget the most that it may, since
     * unknown is not zero; null for others, and for what was not sent.
     */
    public @Nullable Money held() {
        return sent && hard ? new Money(nanos) : null;
    }

    /**
     * The attempt is over. A second call throws.
     *
     * @param cost null when unknown: then {@link #held} counts
     */
    public void settle(@Nullable Money cost, Instant now) {
        if (settled) throw new IllegalStateException("What an attempt holds of a budget is settled exactly once");
        settled = true;
        Money counts = cost == null ? held() : cost;
        ticket.settle(nanos, counts == null ? 0 : counts.nanos(), now);
    }
}
