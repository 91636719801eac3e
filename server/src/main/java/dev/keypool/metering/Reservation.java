package dev.keypool.metering;

import dev.keypool.values.Money;
import java.time.Instant;

/** Whether an agent's budget bears an attempt. */
public sealed interface Reservation {
    /** It does, and the most that it may cost is set aside; the hold must be settled. */
    record Reserved(AgentHold hold) implements Reservation {}

    /**
     * It does not.
     *
     * @param spent in this UTC month
     * @param reserved by requests under way
     * @param most that the attempt may cost
     * @param until when the month ends and spend begins again at zero
     */
    record OverBudget(Money spent, Money reserved, Money most, Money budget, Instant until) implements Reservation {
        /** Whether it would fit if the requests under way turned out to cost nothing: then another try makes sense soon. */
        public boolean mayPassSoon() {
            return most.nanos() <= budget.nanos() - spent.nanos();
        }
    }

    /** Nobody knows the most that it may cost, and the budget is hard. */
    record Unbounded(WorstCase.Why why) implements Reservation {}
}
