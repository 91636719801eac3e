package dev.keypool.metering;

import dev.keypool.values.Caller;
import dev.keypool.values.Money;
import java.time.Instant;

/**
 * Who is told, once per agent, budget and UTC month, what became of a budget. Called by whatever thread settles or reserves, an
 * event loop as a rule: must be quick, must not block and must not throw.
 */
public interface BudgetNotices {
    /** Tells nobody. */
    BudgetNotices NOBODY = new BudgetNotices() {
        @Override
        public void reached(Caller agent, Money spent, Instant now) {}

        @Override
        public void missed(Caller agent, Money spent, Money most, Instant now) {}
    };

    /** Spend has reached the budget. A soft one lets requests pass all the same. */
    void reached(Caller agent, Money spent, Instant now);

    /** A request was refused that may cost {@code most}, since what is left of a hard budget is less. */
    void missed(Caller agent, Money spent, Money most, Instant now);
}
