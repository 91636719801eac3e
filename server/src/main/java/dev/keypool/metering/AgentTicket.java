package dev.keypool.metering;

import dev.keypool.values.Allowance;
import dev.keypool.values.Caller;
import dev.keypool.values.Money;
import java.time.Instant;

/** An admitted request of an agent. It ends by {@link #end} exactly once. Confined to its request. */
public final class AgentTicket {
    private final AgentAccount account;
    private final Caller agent;
    private final Allowance terms;
    private final long second;
    private final long day;
    private boolean sent;
    private boolean ended;

    /**
     * @param second at which it was counted
     * @param day in which it was counted
     */
    AgentTicket(AgentAccount account, Caller agent, Allowance terms, long second, long day) {
        this.account = account;
        this.agent = agent;
        this.terms = terms;
        this.second = second;
        this.day = day;
    }

    Caller agent() {
        return agent;
    }

    Allowance terms() {
        return terms;
    }

    /**
     * Sets the most aside that the next attempt may cost.
     *
     * @param trust whether a hard budget lets pass what nobody knows the cost of; it is then counted once it is known
     */
    public Reservation reserve(WorstCase worst, boolean trust, Instant now) {
        return switch (worst) {
            case WorstCase.Known(Money most) -> account.reserve(this, most.nanos(), now);
            case WorstCase.Unknown(var why) ->
                terms.hardBudget() != null && !trust ? new Reservation.Unbounded(why) : account.reserve(this, 0, now);
        };
    }

    /** The request is over; if nothing of it was sent, its place under the limits is given back. A second call throws. */
    public void end() {
        if (ended) throw new IllegalStateException("A request of an agent ends exactly once");
        ended = true;
        if (!sent) account.giveBack(second, day);
    }

    /** True for the first attempt that was sent: it is the one that counts as a request in the ledger. */
    boolean firstSent() {
        boolean first = !sent;
        sent = true;
        return first;
    }

    void settle(long held, long cost, Instant now) {
        account.settle(this, held, cost, now);
    }
}
