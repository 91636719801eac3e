package dev.keypool.gateway;

import dev.keypool.ledger.AgentShare;
import dev.keypool.metering.AgentHold;
import dev.keypool.metering.AgentTicket;
import dev.keypool.metering.Reservation.OverBudget;
import dev.keypool.metering.Reservation.Reserved;
import dev.keypool.metering.Reservation.Unbounded;
import dev.keypool.metering.WorstCase;
import dev.keypool.routing.Target;
import dev.keypool.values.Caller;
import dev.keypool.values.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one request of an agent counts and holds of its budget; {@link #FREE} for everybody else. One attempt is under way at a
 * time: {@link #reserve}, then either {@link #release} or, when it leaves, {@link #sent}, and in any case {@link #settle}. Confined to its
 * request.
 */
final class AgentPass {
    /** Of callers without limits: holds nothing, so that all may share it. */
    static final AgentPass FREE = new AgentPass();

    private final @Nullable Caller agent;
    private final @Nullable AgentTicket ticket;
    private final boolean allowUnpriced;
    private @Nullable AgentHold hold;
    private boolean ended;

    AgentPass(Caller agent, AgentTicket ticket, boolean allowUnpriced) {
        this.agent = agent;
        this.ticket = ticket;
        this.allowUnpriced = allowUnpriced;
    }

    private AgentPass() {
        this.agent = null;
        this.ticket = null;
        this.allowUnpriced = true;
    }

    /** Sets the most aside that the next attempt may cost; the reason when the budget does not bear it, else null. */
    @Nullable
    GatewayError reserve(Target target, WorstCase worst, Instant now) {
        if (ticket == null) return null;
        return switch (ticket.reserve(worst, allowUnpriced, now)) {
            case Reserved(var reserved) -> {
                hold = reserved;
                yield null;
            }
            case OverBudget over -> AgentFault.overBudget(over, target);
            case Unbounded(var why) -> AgentFault.unbounded(why, target);
        };
    }

    /** There is no attempt: no key was free. */
    void release(Instant now) {
        settle(null, now);
    }

    /** The attempt leaves now: what its mark is to say. Null for callers that are no agents. */
    @Nullable
    AgentShare sent() {
        if (hold == null) return null;
        hold.sent();
        return share(hold, hold.held());
    }

    /**
     * The attempt is over: what its row is to say. Null for callers that are no agents.
     *
     * @param charge what it counts as having cost, null when only the reservation can stand for it
     */
    @Nullable
    AgentShare settle(@Nullable Money charge, Instant now) {
        AgentHold over = hold;
        if (over == null) return null;
        hold = null;
        over.settle(charge, now);
        return share(over, charge == null ? over.held() : null);
    }

    private AgentShare share(AgentHold of, @Nullable Money held) {
        return new AgentShare(agent == null ? "" : agent.id(), of.counts(), held);
    }

    /** The request is over, however it ended; a second call does nothing. What was left unsettled is settled at its worst. */
    void end(Instant now) {
        if (ticket == null || ended) return;
        ended = true;
        settle(null, now);
        ticket.end();
    }
}
