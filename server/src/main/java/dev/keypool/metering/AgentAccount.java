package dev.keypool.metering;

import dev.keypool.metering.Admittance.Admitted;
import dev.keypool.metering.Admittance.RateLimited;
import dev.keypool.metering.Reservation.OverBudget;
import dev.keypool.metering.Reservation.Reserved;
import dev.keypool.values.Allowance;
import dev.keypool.values.Caller;
import dev.keypool.values.Money;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** One agent's state and the steps that it may take. Thread-safe: each step is one compare-and-set. */
final class AgentAccount {
    /** Where no budget is hard, a reservation only matters should one become so: it is capped, so that no sum overflows. */
    private static final long MOST_RESERVED = 100_000_000_000_000L;

    private final AtomicReference<AgentState> state = new AtomicReference<>(AgentState.NONE);
    private final BudgetNotices notices;

    AgentAccount(BudgetNotices notices) {
        this.notices = notices;
    }

    void restore(AgentState before) {
        state.set(before);
    }

    AgentState state(Instant now) {
        return state.get().on(now);
    }

    Admittance admit(Caller agent, Allowance terms, Instant now) {
        while (true) {
            AgentState seen = state.get();
            AgentState here = seen.on(now);
            RateLimited full = here.full(terms, now);
            if (full != null) return full;
            AgentState next = here.counted(now);
            if (!state.compareAndSet(seen, next)) continue;
            var ticket = new AgentTicket(this, agent, terms, next.minute().latest(), next.day());
            return new Admitted(ticket, next.room(terms, now));
        }
    }

    void giveBack(long second, long day) {
        state.updateAndGet(seen -> seen.uncounted(second, day));
    }

    /** @param most nano-dollars */
    Reservation reserve(AgentTicket ticket, long most, Instant now) {
        Money budget = ticket.terms().hardBudget();
        while (true) {
            AgentState seen = state.get();
            AgentState here = seen.on(now);
            if (budget != null && !here.bears(most, budget)) return refuse(ticket, here, new Money(most), budget, now);
            long held = budget == null ? Math.min(most, MOST_RESERVED) : most;
            if (state.compareAndSet(seen, here.holding(held)))
                return new Reserved(new AgentHold(ticket, held, budget != null));
        }
    }

    private OverBudget refuse(AgentTicket ticket, AgentState seen, Money most, Money budget, Instant now) {
        var refusal =
                new OverBudget(new Money(seen.spent()), new Money(seen.reserved()), most, budget, seen.monthEnds());
        if (!refusal.mayPassSoon()) tellMissed(ticket.agent(), most, budget, now);
        return refusal;
    }

    private void tellMissed(Caller agent, Money most, Money budget, Instant now) {
        while (true) {
            AgentState seen = state.get();
            AgentState here = seen.on(now);
            if (budget.equals(here.missed())) return;
            if (!state.compareAndSet(seen, here.tellMissed(budget))) continue;
            notices.missed(agent, new Money(here.spent()), most, now);
            return;
        }
    }

    /** @param cost nano-dollars */
    void settle(AgentTicket ticket, long held, long cost, Instant now) {
        Money budget = ticket.terms().budget();
        while (true) {
            AgentState seen = state.get();
            AgentState next = seen.on(now).settled(held, cost);
            boolean tells = next.mustTell(budget);
            if (!state.compareAndSet(seen, tells ? next.tell(budget) : next)) continue;
            if (tells) notices.reached(ticket.agent(), new Money(next.spent()), now);
            return;
        }
    }
}
